-- What became of a delivery after its acceptance, by its reports: the effects of all of them together.
-- Why it failed or bounced; null: it did not, or it is not known.
alter table deliveries add column failure integer;

alter table deliveries add column bounced_at bigint;

-- When a server confirmed that it reached the mailbox.
alter table deliveries add column delivered_at bigint;

-- When the recipient confirmed that it was displayed.
alter table deliveries add column receipt_at bigint;

alter table deliveries add column replied_at bigint;

-- A suppression may end by itself, and may follow from a report.
alter table persons add column suppressed_until bigint;

-- The id of the report.
alter table persons add column suppressed_by uuid;

create index persons_suppressed_until on persons (suppressed_until) where suppressed_until is not null;

create index persons_suppressed_by on persons (suppressed_by) where suppressed_by is not null;

alter table person_topics add column suppressed_by uuid;

-- The mails that came back.
create table reports (
    number           bigint generated always as identity primary key,
    id               uuid not null unique,
    received_at      bigint not null,
    digest           bytea not null unique, -- of its octets: a mail that comes in twice is stored once
    source           integer not null,
    kind             integer not null,
    reason           integer,
    status           text collate "C" not null,
    action           text collate "C" not null,
    recipient        text collate "C" not null,
    diagnostic       text collate "C" not null,
    message_id       text collate "C" not null,
    machine          integer not null,     -- whether it is known to be the report of a program
    manual           integer not null,     -- whether a person displayed the message
    rules            text collate "C" not null, -- the ids of the rules that decided, separated by spaces
    ruleset          text collate "C" not null,
    corrected_kind   integer,              -- what a person said that it is; null: nothing
    corrected_reason integer,
    delivery         bigint references deliveries (number),
    match            integer not null,     -- how the delivery was found
    effects          integer not null,     -- what it changed, a bit each
    suppressed_topic text collate "C", -- what was suppressed, if that is an effect
    suppressed_scope text collate "C",
    suppressed_why   text,
    suppressed_until bigint,
    explanation      text collate "C" not null, -- why it had these effects
    pending          integer not null,     -- 1: to be decided when its delivery is no longer being sent
    size             integer not null,     -- the number of kept octets
    raw              bytea -- they, compressed; null: deleted
);

create index reports_of_delivery on reports (delivery) where delivery is not null;

create index reports_unrelated on reports (id) where delivery is null;

create index reports_raw on reports (id) where raw is not null;

create index reports_pending on reports (number) where pending = 1;

create index reports_of_kind on reports (kind, id);

-- The replies that are forwarded, and those that are not, with the reason.
create table forwards (
    report     bigint primary key references reports (number),
    delivery   bigint not null references deliveries (number),
    recipient  text,             -- where to; null: it is not forwarded
    sender     bytea,            -- the SHA-256 of the address that wrote it
    created_at bigint not null,
    state      integer not null,
    changed_at bigint not null,
    detail     text not null,    -- the words of the mail server, or the reason
    attempts   integer not null,
    due_at     bigint,           -- null: it is over
    mail       bytea             -- all its octets, compressed; null: it is over
);

create index forwards_due on forwards (due_at) where due_at is not null;

create index forwards_of_delivery on forwards (delivery);

create index forwards_of_sender on forwards (sender, created_at) where sender is not null;

-- How far each mailbox was read, written with the reports that were read in it.
create table mailboxes (
    mailbox  text collate "C" primary key,
    validity bigint not null,
    uid      bigint not null
);

-- Deliveries of a campaign (0: without one) by what came back, and by the quarter in which they were created. kind 0: the reply of
-- a mail server to Telltale. A delivery counts once for each kind; reason is 0 except for failures.
create table campaign_reports (
    campaign   bigint not null,
    quarter    bigint not null,
    kind       integer not null,
    reason     integer not null,
    shard      integer not null,
    deliveries bigint not null,
    primary key (campaign, quarter, kind, reason, shard)
);

-- A campaign whose mails are held, because too many of its recipients do not exist. The counts are those of the last
-- resumption: from there on it is held again only for what failed since.
alter table campaigns add column held_at bigint;

alter table campaigns add column resumed_failures bigint not null default 0;

alter table campaigns add column resumed_attempts bigint not null default 0;

create index campaigns_held on campaigns (number) where held_at is not null;

-- When a held mail would have been due. Not null only while due_at is null.
alter table outbox add column held_due_at bigint;

alter table outbox add column held_campaign bigint;  -- the campaign by which it is held; null: it is not held

create index outbox_held on outbox (held_campaign, delivery) where held_campaign is not null;
