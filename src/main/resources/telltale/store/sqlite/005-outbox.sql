-- What is to be sent. A message's content is here once, compressed, however many get it; key and digest: under which
-- Idempotency-Key it came, and what was said under it. Attachments are here once by the SHA-256 of their bytes.

create table messages (
    number     integer primary key,
    id         blob not null unique,
    created_at integer not null,
    campaign   text,
    content    blob not null,
    key        blob unique,
    digest     integer not null
) strict;

create table attachments (
    hash    blob primary key,
    content blob not null
) strict;

create table message_attachments (
    message  integer not null references messages (number),
    position integer not null,
    hash     blob not null references attachments (hash),
    primary key (message, position)
) strict, without rowid;

create index messages_of_attachment on message_attachments (hash);

-- One row for each recipient of a message. data, digest: what belongs to this one alone. due_at: when it is to be tried
-- next, null while it is being sent and when there is nothing more to do; began_at: when it was tried first; ended_at:
-- when it got its last state.
create table outbox (
    message  integer not null references messages (number),
    position integer not null,
    delivery integer not null unique references deliveries (number),
    data     blob not null,
    digest   integer not null,
    due_at   integer,
    began_at integer,
    ended_at integer,
    attempts integer not null default 0,
    primary key (message, position)
) strict, without rowid;

create index outbox_due on outbox (due_at) where due_at is not null;

-- Until when each node has told that it lives. What a node was sending that lives no longer, others take over.
create table leases (
    node  blob primary key,
    until integer not null
) strict, without rowid;

-- How many mails were taken out of the outbox in each hour since 1970, where the owner limits them.
create table hours (
    hour  integer primary key,
    taken integer not null
) strict;

-- Texts that mails are made from, by name.
create table templates (
    name       text primary key,
    content    blob not null,
    updated_at integer not null
) strict;

-- The enhanced status code (RFC 3463) of the last answer.
alter table deliveries add column status text;

insert into campaign_deliveries (campaign, quarter, state, shard, deliveries)
select coalesce(campaign, 0), created_at / 900000, 'failed', 0, count(*)
from deliveries where state = 'sending'
group by 1, 2
on conflict (campaign, quarter, state, shard)
do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries;

insert into campaign_deliveries (campaign, quarter, state, shard, deliveries)
select coalesce(campaign, 0), created_at / 900000, 'sending', 0, -count(*)
from deliveries where state = 'sending'
group by 1, 2
on conflict (campaign, quarter, state, shard)
do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries;

update deliveries
set state = 'failed',
    detail = 'in doubt: Telltale ended during the SMTP conversation, so the mail may or may not have arrived'
where state = 'sending';
