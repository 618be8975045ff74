-- Who gets mail, by a keyed hash of the address, and what each of them has chosen. masked: the form that may be shown.
-- suppressed: the mails that are not sent any more. withdrawn_at: since when nothing is tracked. changed: the number of the
-- choice (see choices) that changed that last.
create table persons (
    number        bigint generated always as identity primary key,
    suppressed_at bigint,
    withdrawn_at  bigint,
    changed       bigint not null default 0,
    hash          bytea not null unique,
    masked        text not null,
    suppressed    text collate "C",
    reason        text
);

create index persons_suppressed on persons (hash) where suppressed is not null;
create index persons_changed on persons (changed) where changed > 0;

-- null: taken on before persons were known.
alter table deliveries add column person bigint references persons (number);

create index deliveries_of_person on deliveries (person) where person is not null;

-- One row: how many choices about tracking were made, and how many persons were erased, so that whoever remembers
-- something of deliveries learns that it has changed. Changing it makes choices wait for each other, so that their
-- numbers become visible in their order.
create table choices (
    version  bigint not null,
    erasures bigint not null
);

insert into choices values (0, 0);
