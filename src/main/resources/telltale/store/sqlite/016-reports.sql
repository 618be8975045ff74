-- What became of a delivery after its acceptance, by its reports: the effects of all of them together.
-- Why it failed or bounced; null: it did not, or it is not known.
alter table deliveries add column failure integer;

alter table deliveries add column bounced_at integer;

-- When a server confirmed that it reached the mailbox.
alter table deliveries add column delivered_at integer;

-- When the recipient confirmed that it was displayed.
alter table deliveries add column receipt_at integer;

alter table deliveries add column replied_at integer;

-- A suppression may end by itself, and may follow from a report.
alter table persons add column suppressed_until integer;

-- The id of the report.
alter table persons add column suppressed_by blob;

create index persons_suppressed_until on persons (suppressed_until) where suppressed_until is not null;

create index persons_suppressed_by on persons (suppressed_by) where suppressed_by is not null;

alter table person_topics add column suppressed_by blob;

-- The mails that came back.
create table reports (
    number           integer primary key,
    id               blob not null unique,
    received_at      integer not null,
    digest           blob not null unique, -- of its octets: a mail that comes in twice is stored once
    source           integer not null,
    kind             integer not null,
    reason           integer,
    status           text not null,
    action           text not null,
    recipient        text not null,
    diagnostic       text not null,
    message_id       text not null,
    machine          integer not null,     -- whether it is known to be the report of a program
    manual           integer not null,     -- whether a person displayed the message
    rules            text not null,        -- the ids of the rules that decided, separated by spaces
    ruleset          text not null,
    corrected_kind   integer,              -- what a person said that it is; null: nothing
    corrected_reason integer,
    delivery         integer references deliveries (number),
    match            integer not null,     -- how the delivery was found
    effects          integer not null,     -- what it changed, a bit each
    suppressed_topic text,                 -- what was suppressed, if that is an effect
    suppressed_scope text,
    suppressed_why   text,
    suppressed_until integer,
    explanation      text not null,        -- why it had these effects
    pending          integer not null,     -- 1: to be decided when its delivery is no longer being sent
    size             integer not null,     -- the number of kept octets
    raw              blob                  -- they, compressed; null: deleted
) strict;

create index reports_of_delivery on reports (delivery) where delivery is not null;

create index reports_unrelated on reports (id) where delivery is null;

create index reports_raw on reports (id) where raw is not null;

create index reports_pending on reports (number) where pending = 1;

create index reports_of_kind on reports (kind, id);

-- The replies that are forwarded, and those that are not, with the reason.
create table forwards (
    report     integer primary key references reports (number),
    delivery   integer not null references deliveries (number),
    recipient  text,             -- where to; null: it is not forwarded
    sender     blob,             -- the SHA-256 of the address that wrote it
    created_at integer not null,
    state      integer not null,
    changed_at integer not null,
    detail     text not null,    -- the words of the mail server, or the reason
    attempts   integer not null,
    due_at     integer,          -- null: it is over
    mail       blob              -- all its octets, compressed; null: it is over
) strict;

create index forwards_due on forwards (due_at) where due_at is not null;

create index forwards_of_delivery on forwards (delivery);

create index forwards_of_sender on forwards (sender, created_at) where sender is not null;

-- How far each mailbox was read, written with the reports that were read in it.
create table mailboxes (
    mailbox  text primary key,
    validity integer not null,
    uid      integer not null
) strict, without rowid;

-- Deliveries of a campaign (0: without one) by what came back, and by the quarter in which they were created. kind 0: the reply of
-- a mail server to Telltale. A delivery counts once for each kind; reason is 0 except for failures.
create table campaign_reports (
    campaign   integer not null,
    quarter    integer not null,
    kind       integer not null,
    reason     integer not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, kind, reason, shard)
) strict, without rowid;

-- A campaign whose mails are held, because too many of its recipients do not exist. The counts are those of the last
-- resumption: from there on it is held again only for what failed since.
alter table campaigns add column held_at integer;

alter table campaigns add column resumed_failures integer not null default 0;

alter table campaigns add column resumed_attempts integer not null default 0;

create index campaigns_held on campaigns (number) where held_at is not null;

-- When a held mail would have been due. Not null only while due_at is null.
alter table outbox add column held_due_at integer;

alter table outbox add column held_campaign integer; -- the campaign by which it is held; null: it is not held

create index outbox_held on outbox (held_campaign, delivery) where held_campaign is not null;
