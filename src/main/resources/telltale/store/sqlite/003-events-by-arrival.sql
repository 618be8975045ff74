-- Events lie in the order in which they arrived, so that storing them touches few pages however many there are. Each
-- points at the one before it of its delivery and kind; the counter of the delivery points at the last. 0: none.
-- day: the day (UTC, for the pixel without a token the minute) of the last event; day_rows: its rows so far.

create table arrivals (
    number   integer primary key,
    id_high  integer not null,
    id_low   integer not null,
    delivery integer not null,
    previous integer not null,
    client   integer not null,
    network  integer not null,
    prefix   integer not null,
    kind     integer not null,
    link     integer,
    verdict  integer
) strict;

insert into arrivals
with numbered as (
    select row_number() over (order by id_high, id_low) as number, * from events
)
select number, id_high, id_low, delivery, lag(number, 1, 0) over (partition by delivery, kind order by number),
    client, network, prefix, kind, link, verdict
from numbered;

drop table events;

alter table arrivals rename to events;

create table totals (
    delivery   integer not null,
    kind       integer not null,
    events     integer not null,
    folded     integer not null,
    retired    integer not null default 0,
    first_at   integer not null,
    last_event integer not null,
    day        integer not null,
    day_rows   integer not null,
    primary key (delivery, kind)
) strict, without rowid;

insert into totals
select c.delivery, c.kind, sum(c.events), sum(c.folded), sum(c.retired), min(c.first_at), coalesce(max(l.number), 0),
    coalesce(max(l.day), 0), coalesce(max(l.day_rows), 0)
from delivery_counters c
left join (
    select delivery, kind, day, max(number) as number, count(*) as day_rows
    from (
        select delivery, kind, number, day, max(day) over (partition by delivery, kind) as last_day
        from (
            select delivery, kind, number, (id_high >> 16) / iif(delivery = 0, 60000, 86400000) as day from events
        )
    )
    where day = last_day
    group by delivery, kind, day
) l on l.delivery = c.delivery and l.kind = c.kind
group by c.delivery, c.kind;

drop table delivery_counters;

alter table totals rename to delivery_counters;

-- The highest number of an event that was deleted: numbers are never given again.
alter table retention add column deleted_through integer not null default 0;
