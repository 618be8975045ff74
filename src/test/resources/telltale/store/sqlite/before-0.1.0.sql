-- A database that a development build with schema 12 created by twelve scripts, as SQLite dumps it.
CREATE TABLE attachments (
    hash    blob primary key,
    content blob not null
) strict;
CREATE TABLE campaign_cells (
    campaign   integer not null,
    quarter    integer not null,
    cell       integer not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, cell, shard)
) strict, without rowid;
CREATE TABLE campaign_counters (
    campaign integer not null,
    quarter  integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,
    firsts   integer not null,
    primary key (campaign, quarter, kind, class, shard)
) strict, without rowid;
INSERT INTO "campaign_counters" VALUES(1,1994832,1,0,0,1,0,1);
CREATE TABLE campaign_days (
    campaign integer not null,
    day      integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,
    firsts   integer not null,
    primary key (campaign, day, kind, class, shard)
) strict, without rowid;
INSERT INTO "campaign_days" VALUES(1,20779,1,0,0,1,0,1);
CREATE TABLE campaign_deliveries (
    campaign   integer not null,
    quarter    integer not null,
    state      text not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, state, shard)
) strict, without rowid;
INSERT INTO "campaign_deliveries" VALUES(1,1994832,'accepted',0,1);
CREATE TABLE campaigns (
    number integer primary key,
    name   text not null unique
) strict;
INSERT INTO "campaigns" VALUES(1,'spring');
CREATE TABLE choices (
    version  integer not null,
    erasures integer not null
) strict;
INSERT INTO "choices" VALUES(0,0);
CREATE TABLE clients (
    number integer primary key,
    agent  text not null,
    flags  integer not null,
    unique (agent, flags)
) strict;
INSERT INTO "clients" VALUES(1,'an agent',0);
CREATE TABLE cohort_sweeps (
    domain     text not null,
    through_id blob not null,
    after_id   blob not null,
    primary key (domain, through_id)
) strict;
CREATE TABLE corrections (
    event    blob primary key,
    delivery integer not null references deliveries (number),
    class    integer not null
) strict;
CREATE TABLE deliveries (
    number      integer primary key,
    id          blob not null unique,
    created_at  integer not null,
    recipient   text not null collate nocase,
    campaign    integer references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at integer,
    detail      text
, node blob, status text, person integer references persons (number), provider integer, pixel integer not null default 1) strict;
INSERT INTO "deliveries" VALUES(1,X'01A20320A2007B5885A60690E7280738',1795348800000,'ann@example.com',1,'Hi','accepted',1795348800000,'250 2.0.0 ok',X'00000000000000000000000000000000',NULL,1,NULL,1);
CREATE TABLE "delivery_counters" (
    delivery   integer not null,
    kind       integer not null,
    events     integer not null,
    folded     integer not null,
    retired    integer not null default 0,
    first_at   integer not null,
    last_event integer not null,
    day        integer not null,
    day_rows   integer not null,
    primary key (delivery, kind)
) strict, without rowid;
INSERT INTO "delivery_counters" VALUES(1,1,1,0,0,1795348860000,1,20779,1);
CREATE TABLE "events" (
    number   integer primary key,
    id_high  integer not null,
    id_low   integer not null,
    delivery integer not null,
    previous integer not null,
    client   integer not null,
    network  integer not null,
    prefix   integer not null,
    kind     integer not null,
    link     integer,
    verdict  integer
) strict;
INSERT INTO "events" VALUES(1,117659982888991690,-7093523838291262895,1,0,1,0,0,1,0,NULL);
CREATE TABLE hours (
    hour  integer primary key,
    taken integer not null
) strict;
CREATE TABLE judgements (
    delivery    integer primary key references deliveries (number),
    ruleset     text not null,
    opens       text not null,
    first_open  integer,
    clicks      text not null,
    first_click integer,
    rung        text not null,
    cell        integer
, scanned_at integer) strict;
CREATE TABLE leases (
    node  blob primary key,
    until integer not null
) strict, without rowid;
CREATE TABLE message_attachments (
    message  integer not null references messages (number),
    position integer not null,
    hash     blob not null references attachments (hash),
    primary key (message, position)
) strict, without rowid;
CREATE TABLE messages (
    number     integer primary key,
    id         blob not null unique,
    created_at integer not null,
    campaign   text,
    content    blob not null,
    key        blob unique,
    digest     integer not null
) strict;
CREATE TABLE network_lists (
    name       text not null primary key,
    version    text not null,
    network    integer not null,
    ranges     integer not null,
    hash       blob not null,
    adopted_at integer not null,
    text       blob not null
) strict;
CREATE TABLE notices (
    delivery integer primary key references deliveries (number),
    address  text not null,
    owed     integer not null default 0
) strict;
CREATE TABLE outbox (
    message  integer not null references messages (number),
    position integer not null,
    delivery integer not null unique references deliveries (number),
    data     blob not null,
    digest   integer not null,
    due_at   integer,
    began_at integer,
    ended_at integer,
    attempts integer not null default 0, suspicion integer not null default 0,
    primary key (message, position)
) strict, without rowid;
CREATE TABLE persons (
    number        integer primary key,
    hash          blob not null unique,
    masked        text not null,
    suppressed    text,
    reason        text,
    suppressed_at integer,
    withdrawn_at  integer,
    changed       integer not null default 0
) strict;
INSERT INTO "persons" VALUES(1,X'A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1','a***@example.com',NULL,NULL,NULL,NULL,0);
INSERT INTO "persons" VALUES(2,X'B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2B2','g***@example.com','all','by letter',1795348800000,NULL,0);
CREATE TABLE replays (
    spool   blob primary key,
    through integer not null
) strict, without rowid;
CREATE TABLE retention (
    events_before integer not null
, deleted_through integer not null default 0) strict;
INSERT INTO "retention" VALUES(0,0);
CREATE TABLE scanner_proofs (
    domain   text not null,
    day      integer not null,
    delivery integer not null,
    primary key (domain, day)
) strict;
CREATE TABLE schema_version (version integer not null);
INSERT INTO "schema_version" VALUES(12);
CREATE TABLE templates (
    name       text primary key,
    content    blob not null,
    updated_at integer not null
) strict;
INSERT INTO "templates" VALUES('welcome',X'7801010A00F5FF612074656D706C617465143503DE',1795348800000);
CREATE TABLE unjudged (
    delivery integer primary key
) strict;
INSERT INTO "unjudged" VALUES(1);
CREATE INDEX deliveries_in_state on deliveries (state, id);
CREATE INDEX messages_of_attachment on message_attachments (hash);
CREATE INDEX outbox_due on outbox (due_at) where due_at is not null;
CREATE INDEX persons_suppressed on persons (hash) where suppressed is not null;
CREATE INDEX persons_changed on persons (changed) where changed > 0;
CREATE INDEX deliveries_of_person on deliveries (person) where person is not null;
CREATE TRIGGER judge_what_is_accepted after update of accepted_at on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;
CREATE TRIGGER judge_what_came_accepted after insert on deliveries when new.accepted_at is not null
begin insert into unjudged values (new.number) on conflict do nothing; end;
CREATE INDEX corrections_of_delivery on corrections (delivery);
CREATE INDEX deliveries_without_provider on deliveries (number) where provider is null;
CREATE INDEX notices_owed on notices (delivery) where owed = 1;
CREATE INDEX deliveries_of_domain on deliveries (lower(substr(recipient, instr(recipient, '@') + 1)), id);
CREATE INDEX deliveries_of_recipient on deliveries (lower(recipient), id) where person is null;
CREATE INDEX deliveries_of_campaign on deliveries (campaign, id) where campaign is not null;
