-- Events that are old have no rows but summaries: how many of a delivery were of the same kind, link, client, correction and
-- quarter hour. They are deleted after TELLTALE_RETENTION; delivery_counters.retired counts their events still.
create table summaries (
    delivery integer not null,
    kind     integer not null,
    link     integer not null,  -- 0: a pixel
    client   integer not null,  -- a reduced one, which has the verdict
    quarter  integer not null,  -- a quarter hour since 1970
    class    integer not null,  -- the class that a person corrected the verdict to; 0: none
    events   integer not null,  -- how many
    first_at integer not null,
    last_at  integer not null,
    primary key (delivery, kind, link, client, quarter, class)
) strict, without rowid;
