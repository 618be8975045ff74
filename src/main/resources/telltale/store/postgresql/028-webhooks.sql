-- Where events are sent to, by the Standard Webhooks specification.
create table webhooks (
    number        bigint generated always as identity primary key,
    id            uuid not null unique,
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
    created_at    bigint not null,
    failures      integer not null default 0, -- attempts that failed since the last success
    failing_since bigint,
    retry_at      bigint,                    -- not attempted before; null: no failure
    node          uuid,                       -- the node that delivers to it
    leased_until  bigint not null default 0
);

-- The types that some endpoint gets: of others nothing is written.
create table webhook_types (
    type text collate "C" not null primary key
);

-- What happened, written in the transaction in which it did. An event is composed of it soon after.
create table webhook_causes (
    number   bigint generated always as identity primary key,
    type     text not null,
    at       bigint not null,
    delivery bigint references deliveries (number) on delete cascade,
    person   bigint references persons (number) on delete cascade,
    message  uuid,
    status   text,
    detail   text,
    erased   bytea     -- the key of an erased person
);

create index webhook_causes_of_delivery on webhook_causes (delivery) where delivery is not null;
create index webhook_causes_of_person on webhook_causes (person) where person is not null;

-- One row: the node that locks it composes events.
create table webhook_turn (
    turn integer primary key
);

insert into webhook_turn values (1);

-- The events that were composed, for some days.
create table webhook_events (
    number   bigint generated always as identity primary key,
    id       uuid not null unique, -- the webhook-id
    type     text not null,
    at       bigint not null,
    delivery bigint references deliveries (number) on delete cascade,
    person   bigint references persons (number) on delete cascade,
    payload  text not null
);

create index webhook_events_by_time on webhook_events (at);
create index webhook_events_of_delivery on webhook_events (delivery) where delivery is not null;
create index webhook_events_of_person on webhook_events (person) where person is not null;

-- The events of each endpoint. Those of one subject, a delivery or a person, are sent in their order.
create table webhook_queue (
    endpoint bigint not null references webhooks (number) on delete cascade,
    event    bigint not null references webhook_events (number) on delete cascade,
    subject  bigint,
    due_at   bigint,                    -- the time of the next attempt; null: it was delivered, or was given up
    attempts integer not null default 0,
    failed   integer not null default 0, -- 1: it was given up
    primary key (event, endpoint) -- so that what waits for an endpoint is found by its own index, and not among all it got
);

create index webhook_queue_waiting on webhook_queue (endpoint, event) where due_at is not null;
create index webhook_queue_in_order on webhook_queue (endpoint, subject, event) where due_at is not null;
create index webhook_queue_failed on webhook_queue (endpoint, event) where failed = 1;

create table webhook_attempts (
    number   bigint generated always as identity primary key,
    endpoint bigint not null,
    event    bigint not null,
    attempt  integer not null,
    at       bigint not null,
    millis   integer not null, -- how long it took
    status   integer,          -- of the response; null: there was none
    answer   text not null,    -- the beginning of the response, or what happened instead
    foreign key (endpoint, event) references webhook_queue (endpoint, event) on delete cascade
);

create index webhook_attempts_of_event on webhook_attempts (endpoint, event);
create index webhook_attempts_of_endpoint on webhook_attempts (endpoint, number);

-- The verdicts that were sent, so that a later one that differs is noticed.
create table webhook_verdicts (
    delivery bigint not null references deliveries (number) on delete cascade,
    event    uuid not null,
    class    integer not null,
    ruleset  text not null,
    at       bigint not null,
    primary key (delivery, event)
);

create index webhook_verdicts_by_time on webhook_verdicts (at);

create function webhook_wants(wanted text) returns boolean language sql stable as $$
select exists (select 1 from telltale.webhook_types where type = wanted) $$;

create function webhook_now() returns bigint language sql as $$ select (extract(epoch from clock_timestamp()) * 1000)::bigint $$;

-- A mail that was handed back unsent is not queued another time.
create function webhook_delivery() returns trigger language plpgsql as $$
begin
    if (tg_op = 'INSERT' or not (old.state = 'sending' and new.state = 'queued'))
        and telltale.webhook_wants('delivery.' || new.state)
    then
        insert into telltale.webhook_causes (type, at, delivery, status, detail)
        values ('delivery.' || new.state, telltale.webhook_now(), new.number, new.status, new.detail); end if; return null; end $$;

create trigger webhook_delivery_began after insert on deliveries
for each row when (new.state <> 'sending') execute function webhook_delivery();

create trigger webhook_delivery_changed after update of state on deliveries
for each row when (new.state <> old.state and new.state <> 'sending') execute function webhook_delivery();

-- The type of the event is the argument of the trigger.
create function webhook_noted() returns trigger language plpgsql as $$
begin
    if telltale.webhook_wants(tg_argv[0]) then
        insert into telltale.webhook_causes (type, at, delivery)
        values (tg_argv[0], telltale.webhook_now(), new.number); end if; return null; end $$;

create trigger webhook_delivered after update of delivered_at on deliveries
for each row when (new.delivered_at is not null and old.delivered_at is null)
execute function webhook_noted('delivery.delivered');

create trigger webhook_unsubscribed after update of unsubscribed_at on deliveries
for each row when (new.unsubscribed_at is not null and old.unsubscribed_at is null)
execute function webhook_noted('unsubscribe');

create function webhook_reported() returns trigger language plpgsql as $$
begin
    if telltale.webhook_wants(tg_argv[0]) then
        insert into telltale.webhook_causes (type, at, delivery)
        values (tg_argv[0], telltale.webhook_now(), new.delivery); end if; return null; end $$;

create trigger webhook_complained after insert on reports
for each row when (new.delivery is not null and new.kind = 4) execute function webhook_reported('complaint');

create trigger webhook_replied after insert on reports
for each row when (new.delivery is not null and new.kind = 7) execute function webhook_reported('reply');

create function webhook_suppression() returns trigger language plpgsql as $$
begin
    if new.suppressed is not null and telltale.webhook_wants('suppression.added') then
        insert into telltale.webhook_causes (type, at, person, status, detail)
        values ('suppression.added', telltale.webhook_now(), new.number, new.suppressed, new.reason); elsif new.suppressed is null and telltale.webhook_wants('suppression.removed') then
        insert into telltale.webhook_causes (type, at, person, status, detail)
        values ('suppression.removed', telltale.webhook_now(), new.number, old.suppressed, old.reason); end if; return null; end $$;

create trigger webhook_suppression after update of suppressed, reason on persons
for each row when (new.suppressed is distinct from old.suppressed
    or (new.suppressed is not null and new.reason is distinct from old.reason))
execute function webhook_suppression();

create function webhook_topic() returns trigger language plpgsql as $$
declare
    was_suppressed boolean := tg_op = 'UPDATE' and old.suppressed_at is not null; kind text := case when new.suppressed_at is null then 'suppression.removed' else 'suppression.added' end; begin
    if (new.suppressed_at is not null) <> was_suppressed and telltale.webhook_wants(kind) then
        insert into telltale.webhook_causes (type, at, person, status, detail)
        select kind, telltale.webhook_now(), new.person, 'topic:' || t.name,
            case when was_suppressed then old.reason else new.reason end
        from telltale.topics t where t.number = new.topic; end if; return null; end $$;

create trigger webhook_topic_began after insert on person_topics
for each row when (new.suppressed_at is not null) execute function webhook_topic();

create trigger webhook_topic_changed after update of suppressed_at on person_topics
for each row when ((new.suppressed_at is null) <> (old.suppressed_at is null)) execute function webhook_topic();

create function webhook_erased() returns trigger language plpgsql as $$
begin
    if telltale.webhook_wants('recipient.erased') then
        insert into telltale.webhook_causes (type, at, erased, detail)
        values ('recipient.erased', telltale.webhook_now(), old.hash, old.masked); end if; return null; end $$;

create trigger webhook_erased after delete on persons
for each row execute function webhook_erased();

create function webhook_submitted() returns trigger language plpgsql as $$
begin
    if telltale.webhook_wants('message.submitted') then
        insert into telltale.webhook_causes (type, at, message, detail)
        values ('message.submitted', telltale.webhook_now(), new.id, new.campaign); end if; return null; end $$;

create trigger webhook_submitted after insert on messages
for each row execute function webhook_submitted();

-- A delivery is taken out of unjudged in the transaction that stores its judgement.
create function webhook_judged() returns trigger language plpgsql as $$
begin
    if exists (select 1 from telltale.webhook_types where type in ('open', 'click', 'verdict.changed'))
        and exists (select 1 from telltale.delivery_counters where delivery = old.delivery)
    then
        insert into telltale.webhook_causes (type, at, delivery)
        values ('judged', telltale.webhook_now(), old.delivery); end if; return null; end $$;

create trigger webhook_judged after delete on unjudged
for each row execute function webhook_judged();
