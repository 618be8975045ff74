-- What persons decided, in several databases. The first database has all of it. Each further one has a copy, in which every person
-- has a row who decided anything, so that it refuses mail and hits without asking the first.

-- since is null until all nodes know the database; told: the number of the last news that it confirmed, null: it was not told
-- everything yet.
alter table shards alter column since drop not null;
alter table shards add column told bigint;

-- In a further database: the number of the last news that it has.
alter table shard_self add column told bigint not null default 0;

-- The numbers of the further databases that the node knows; null: it does not know that there are such.
alter table leases add column shards integer[];

create sequence person_changes;

-- In the first database: the persons whose decisions a further database has not got yet, and whether they were erased.
create table person_news (
    number bigint not null,
    shard  integer not null,
    erased boolean not null,
    hash   bytea not null,   -- the key of the person
    primary key (shard, hash)
);

create index person_news_in_order on person_news (shard, number);

-- In a further database: the number of the news by which a copy was changed last, so that no older one follows.
alter table persons add column revision bigint not null default 0;
alter table erasures add column revision bigint not null default 0;

-- In a further database: suppressions that follow from bounces and reports there, until the first database has them. Without a
-- scope: those that follow from the report are lifted.
create table person_effects (
    number bigint generated always as identity primary key,
    at     bigint not null,
    until  bigint,
    report uuid,
    hash   bytea not null,
    masked text not null,
    scope  text collate "C",
    topic  text collate "C",
    reason text
);

create index person_effects_of_person on person_effects (hash);

create function tell_shards(person bytea, is_erased boolean) returns void language sql as $$
    insert into telltale.person_news (number, shard, erased, hash)
    select nextval('telltale.person_changes'), s.number, is_erased, person from telltale.shards s
    on conflict (shard, hash) do update set number = excluded.number, erased = telltale.person_news.erased or excluded.erased $$;

create function person_decided() returns trigger language plpgsql as $$
begin perform telltale.tell_shards(new.hash, false); return null; end $$;

create trigger person_decided after update on persons
for each row when ((old.suppressed, old.reason, old.suppressed_at, old.suppressed_until, old.suppressed_by, old.topics,
        old.withdrawn_at, old.restricted_at, old.opens_from, old.clicks_from, old.hygiene_denied)
    is distinct from (new.suppressed, new.reason, new.suppressed_at, new.suppressed_until, new.suppressed_by, new.topics,
        new.withdrawn_at, new.restricted_at, new.opens_from, new.clicks_from, new.hygiene_denied))
execute function person_decided();

create trigger person_added after insert on persons
for each row when (new.suppressed is not null or new.topics > 0 or new.withdrawn_at is not null
    or new.restricted_at is not null or new.opens_from <> 0 or new.clicks_from <> 0 or new.hygiene_denied <> 0)
execute function person_decided();

create function person_erased() returns trigger language plpgsql as $$
begin
    delete from telltale.person_effects where hash = new.hash; perform telltale.tell_shards(new.hash, true); return null; end $$;

create trigger person_erased after insert or update of erased_at, keeps on erasures
for each row execute function person_erased();

create function person_topic_decided() returns trigger language plpgsql as $$
begin perform telltale.tell_shards(p.hash, false) from telltale.persons p where p.number = new.person; return null; end $$;

create trigger person_topic_changed after update on person_topics
for each row when ((old.suppressed_at, old.reason, old.suppressed_by) is distinct from
    (new.suppressed_at, new.reason, new.suppressed_by))
execute function person_topic_decided();

create trigger person_topic_added after insert on person_topics
for each row when (new.suppressed_at is not null) execute function person_topic_decided();

-- Suppressions and erasures reach the first database, wherever they arise; webhooks get them from there.
create or replace function webhook_wants(wanted text) returns boolean language sql stable as $$
    select exists (select 1 from telltale.webhook_types where type = wanted)
        and (wanted not in ('suppression.added', 'suppression.removed', 'recipient.erased')
            or not exists (select 1 from telltale.shard_self)) $$;
