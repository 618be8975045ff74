-- Where events are sent to, by the Standard Webhooks specification.
create table webhooks (
    number        integer primary key,
    id            blob not null unique,
    url           text not null,
    description   text not null,
    types         text not null,              -- the event types that it gets, separated by spaces
    people        integer not null,           -- 1: opens and clicks of people only
    campaign      text,                       -- the only campaign that it gets events of; null: all mail
    addresses     integer not null,           -- 1: with the addresses of recipients
    per_second    integer not null,           -- how many requests a second at most; 0: no limit
    secrets       text not null,              -- signing keys and header fields, encrypted with the nodes' keys
    state         text not null,
    reason        text,                       -- why it is paused or disabled
    created_at    integer not null,
    failures      integer not null default 0, -- attempts that failed since the last success
    failing_since integer,
    retry_at      integer,                    -- not attempted before; null: no failure
    node          blob,                       -- the node that delivers to it
    leased_until  integer not null default 0
) strict;

-- The types that some endpoint gets: of others nothing is written.
create table webhook_types (
    type text not null primary key
) strict, without rowid;

-- What happened, written in the transaction in which it did. An event is composed of it soon after.
create table webhook_causes (
    number   integer primary key autoincrement,
    type     text not null,
    at       integer not null,
    delivery integer references deliveries (number) on delete cascade,
    person   integer references persons (number) on delete cascade,
    message  blob,
    status   text,
    detail   text,
    erased   blob     -- the key of an erased person
) strict;

create index webhook_causes_of_delivery on webhook_causes (delivery) where delivery is not null;
create index webhook_causes_of_person on webhook_causes (person) where person is not null;

-- One row: the node that locks it composes events.
create table webhook_turn (
    turn integer primary key
) strict;

insert into webhook_turn values (1);

-- The events that were composed, for some days.
create table webhook_events (
    number   integer primary key autoincrement,
    id       blob not null unique, -- the webhook-id
    type     text not null,
    at       integer not null,
    delivery integer references deliveries (number) on delete cascade,
    person   integer references persons (number) on delete cascade,
    payload  text not null
) strict;

create index webhook_events_by_time on webhook_events (at);
create index webhook_events_of_delivery on webhook_events (delivery) where delivery is not null;
create index webhook_events_of_person on webhook_events (person) where person is not null;

-- The events of each endpoint. Those of one subject, a delivery or a person, are sent in their order.
create table webhook_queue (
    endpoint integer not null references webhooks (number) on delete cascade,
    event    integer not null references webhook_events (number) on delete cascade,
    subject  integer,
    due_at   integer,                    -- the time of the next attempt; null: it was delivered, or was given up
    attempts integer not null default 0,
    failed   integer not null default 0, -- 1: it was given up
    primary key (event, endpoint) -- so that what waits for an endpoint is found by its own index, and not among all it got
) strict, without rowid;

create index webhook_queue_waiting on webhook_queue (endpoint, event) where due_at is not null;
create index webhook_queue_in_order on webhook_queue (endpoint, subject, event) where due_at is not null;
create index webhook_queue_failed on webhook_queue (endpoint, event) where failed = 1;

create table webhook_attempts (
    number   integer primary key autoincrement,
    endpoint integer not null,
    event    integer not null,
    attempt  integer not null,
    at       integer not null,
    millis   integer not null, -- how long it took
    status   integer,          -- of the response; null: there was none
    answer   text not null,    -- the beginning of the response, or what happened instead
    foreign key (endpoint, event) references webhook_queue (endpoint, event) on delete cascade
) strict;

create index webhook_attempts_of_event on webhook_attempts (endpoint, event);
create index webhook_attempts_of_endpoint on webhook_attempts (endpoint, number);

-- The verdicts that were sent, so that a later one that differs is noticed.
create table webhook_verdicts (
    delivery integer not null references deliveries (number) on delete cascade,
    event    blob not null,
    class    integer not null,
    ruleset  text not null,
    at       integer not null,
    primary key (delivery, event)
) strict, without rowid;

create index webhook_verdicts_by_time on webhook_verdicts (at);

create trigger webhook_delivery_began after insert on deliveries
when new.state <> 'sending' and exists (select 1 from webhook_types where type = 'delivery.' || new.state)
begin insert into webhook_causes (type, at, delivery, status, detail)
    values ('delivery.' || new.state, cast(unixepoch('subsec') * 1000 as integer), new.number, new.status, new.detail); end;

-- A mail that was handed back unsent is not queued another time.
create trigger webhook_delivery_changed after update of state on deliveries
when new.state <> old.state and new.state <> 'sending' and not (old.state = 'sending' and new.state = 'queued')
    and exists (select 1 from webhook_types where type = 'delivery.' || new.state)
begin insert into webhook_causes (type, at, delivery, status, detail)
    values ('delivery.' || new.state, cast(unixepoch('subsec') * 1000 as integer), new.number, new.status, new.detail); end;

create trigger webhook_delivered after update of delivered_at on deliveries
when new.delivered_at is not null and old.delivered_at is null
    and exists (select 1 from webhook_types where type = 'delivery.delivered')
begin insert into webhook_causes (type, at, delivery)
    values ('delivery.delivered', cast(unixepoch('subsec') * 1000 as integer), new.number); end;

create trigger webhook_unsubscribed after update of unsubscribed_at on deliveries
when new.unsubscribed_at is not null and old.unsubscribed_at is null
    and exists (select 1 from webhook_types where type = 'unsubscribe')
begin insert into webhook_causes (type, at, delivery)
    values ('unsubscribe', cast(unixepoch('subsec') * 1000 as integer), new.number); end;

-- 4: a complaint; 7: the answer of a person.
create trigger webhook_reported after insert on reports
when new.delivery is not null and new.kind in (4, 7)
    and exists (select 1 from webhook_types where type = case new.kind when 4 then 'complaint' else 'reply' end)
begin insert into webhook_causes (type, at, delivery)
    values (case new.kind when 4 then 'complaint' else 'reply' end, cast(unixepoch('subsec') * 1000 as integer),
        new.delivery); end;

create trigger webhook_suppressed after update of suppressed, reason on persons
when new.suppressed is not null and (old.suppressed is not new.suppressed or old.reason is not new.reason)
    and exists (select 1 from webhook_types where type = 'suppression.added')
begin insert into webhook_causes (type, at, person, status, detail)
    values ('suppression.added', cast(unixepoch('subsec') * 1000 as integer), new.number, new.suppressed, new.reason); end;

create trigger webhook_released after update of suppressed on persons
when new.suppressed is null and old.suppressed is not null
    and exists (select 1 from webhook_types where type = 'suppression.removed')
begin insert into webhook_causes (type, at, person, status, detail)
    values ('suppression.removed', cast(unixepoch('subsec') * 1000 as integer), new.number, old.suppressed, old.reason); end;

create trigger webhook_topic_came_suppressed after insert on person_topics
when new.suppressed_at is not null and exists (select 1 from webhook_types where type = 'suppression.added')
begin insert into webhook_causes (type, at, person, status, detail)
    select 'suppression.added', cast(unixepoch('subsec') * 1000 as integer), new.person, 'topic:' || t.name, new.reason
    from topics t where t.number = new.topic; end;

create trigger webhook_topic_suppressed after update of suppressed_at on person_topics
when new.suppressed_at is not null and old.suppressed_at is null
    and exists (select 1 from webhook_types where type = 'suppression.added')
begin insert into webhook_causes (type, at, person, status, detail)
    select 'suppression.added', cast(unixepoch('subsec') * 1000 as integer), new.person, 'topic:' || t.name, new.reason
    from topics t where t.number = new.topic; end;

create trigger webhook_topic_released after update of suppressed_at on person_topics
when new.suppressed_at is null and old.suppressed_at is not null
    and exists (select 1 from webhook_types where type = 'suppression.removed')
begin insert into webhook_causes (type, at, person, status, detail)
    select 'suppression.removed', cast(unixepoch('subsec') * 1000 as integer), new.person, 'topic:' || t.name, old.reason
    from topics t where t.number = new.topic; end;

create trigger webhook_erased after delete on persons
when exists (select 1 from webhook_types where type = 'recipient.erased')
begin insert into webhook_causes (type, at, erased, detail)
    values ('recipient.erased', cast(unixepoch('subsec') * 1000 as integer), old.hash, old.masked); end;

create trigger webhook_submitted after insert on messages
when exists (select 1 from webhook_types where type = 'message.submitted')
begin insert into webhook_causes (type, at, message, detail)
    values ('message.submitted', cast(unixepoch('subsec') * 1000 as integer), new.id, new.campaign); end;

-- A delivery is taken out of unjudged in the transaction that stores its judgement.
create trigger webhook_judged after delete on unjudged
when exists (select 1 from webhook_types where type in ('open', 'click', 'verdict.changed'))
    and exists (select 1 from delivery_counters where delivery = old.delivery)
begin insert into webhook_causes (type, at, delivery)
    values ('judged', cast(unixepoch('subsec') * 1000 as integer), old.delivery); end;
