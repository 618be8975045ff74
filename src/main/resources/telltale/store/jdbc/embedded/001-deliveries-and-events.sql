-- Identifiers are UUIDv7 as 16 bytes: they sort by time, and their first 48 bits are the instant (ms since 1970),
-- so no table needs a column for when its row was made. Inside, rows point at each other by short numbers.

create table campaigns (
    number integer primary key,
    name   text not null unique
) strict;

create table deliveries (
    number      integer primary key,
    id          blob not null unique,
    recipient   text not null collate nocase,
    campaign    integer references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at integer,
    detail      text
) strict;

create index deliveries_of_recipient on deliveries (recipient, id);
create index deliveries_of_campaign on deliveries (campaign, id);
create index deliveries_in_state on deliveries (state, id);

-- What asked, in its own words: few different ones, so events hold a number.
create table clients (
    number integer primary key,
    agent  text not null,
    flags  integer not null,
    unique (agent, flags)
) strict;

-- A delivery's events lie side by side, so that storing one touches one page and showing them reads one.
-- delivery: 0 for the pixel without a token. network: the kind; prefix: the first 24 or 48 bits of the address.
-- link and verdict are null until links and verdicts exist.
create table events (
    delivery integer not null,
    id       blob not null,
    client   integer not null references clients (number),
    network  integer not null,
    prefix   integer not null,
    kind     integer not null,
    link     integer,
    verdict  integer,
    primary key (delivery, id)
) strict, without rowid;
