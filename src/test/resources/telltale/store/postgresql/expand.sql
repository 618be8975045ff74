-- What a migration may do while older nodes run: it adds, and what it adds has a default or may be null.
alter table deliveries add column later text;
alter table judgements add column later integer not null default 0;
alter table events add column later integer;

create table laters (
    number bigint generated always as identity primary key
);

create index deliveries_later on deliveries (later) where later is not null;
