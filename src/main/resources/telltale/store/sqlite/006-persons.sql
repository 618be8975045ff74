-- Who gets mail, by a keyed hash of the address, and what each of them has chosen. masked: the form that may be shown.
-- suppressed: the mails that are not sent any more. withdrawn_at: since when nothing is tracked. changed: the number of the
-- choice (see choices) that changed that last.
create table persons (
    number        integer primary key,
    hash          blob not null unique,
    masked        text not null,
    suppressed    text,
    reason        text,
    suppressed_at integer,
    withdrawn_at  integer,
    changed       integer not null default 0
) strict;

create index persons_suppressed on persons (hash) where suppressed is not null;
create index persons_changed on persons (changed) where changed > 0;

-- null: taken on before persons were known.
alter table deliveries add column person integer references persons (number);

create index deliveries_of_person on deliveries (person) where person is not null;

-- One row: how many choices about tracking were made, and how many persons were erased, so that whoever remembers
-- something of deliveries learns that it has changed.
create table choices (
    version  integer not null,
    erasures integer not null
) strict;

insert into choices values (0, 0);
