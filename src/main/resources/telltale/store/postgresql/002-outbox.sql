-- What is to be sent. A message's content is here once, compressed, however many get it; key and digest: under which
-- Idempotency-Key it came, and what was said under it. Attachments are here once by the SHA-256 of their bytes.

create table messages (
    number     bigint generated always as identity primary key,
    id         uuid not null unique,
    created_at bigint not null,
    campaign   text collate "C",
    content    bytea not null,
    key        bytea unique,
    digest     bigint not null
);

create table attachments (
    hash    bytea primary key,
    content bytea not null
);

create table message_attachments (
    message  bigint not null references messages (number),
    position integer not null,
    hash     bytea not null references attachments (hash),
    primary key (message, position)
);

create index messages_of_attachment on message_attachments (hash);

-- One row for each recipient of a message. data, digest: what belongs to this one alone. due_at: when it is to be tried
-- next, null while it is being sent and when there is nothing more to do; began_at: when it was tried first; ended_at:
-- when it got its last state.
create table outbox (
    message  bigint not null references messages (number),
    position integer not null,
    delivery bigint not null unique references deliveries (number),
    data     bytea not null,
    digest   bigint not null,
    due_at   bigint,
    began_at bigint,
    ended_at bigint,
    attempts integer not null default 0,
    primary key (message, position)
) with (fillfactor = 80);

create index outbox_due on outbox (due_at) where due_at is not null;

-- Until when each node has told that it lives. What a node was sending that lives no longer, others take over.
create table leases (
    node  uuid primary key,
    until bigint not null
);

-- How many mails were taken out of the outbox in each hour since 1970, where the owner limits them.
create table hours (
    hour  integer primary key,
    taken bigint not null
);

-- Texts that mails are made from, by name.
create table templates (
    name       text collate "C" primary key,
    content    bytea not null,
    updated_at bigint not null
);

-- The enhanced status code (RFC 3463) of the last answer.
alter table deliveries add column status text;

insert into campaign_deliveries (campaign, quarter, state, shard, deliveries)
select coalesce(campaign, 0), (created_at / 900000)::integer, 'failed', 0, count(*)
from deliveries where state = 'sending'
group by 1, 2
on conflict (campaign, quarter, state, shard)
do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries;

insert into campaign_deliveries (campaign, quarter, state, shard, deliveries)
select coalesce(campaign, 0), (created_at / 900000)::integer, 'sending', 0, -count(*)
from deliveries where state = 'sending'
group by 1, 2
on conflict (campaign, quarter, state, shard)
do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries;

update deliveries
set state = 'failed',
    detail = 'in doubt: Telltale ended during the SMTP conversation, so the mail may or may not have arrived'
where state = 'sending';
