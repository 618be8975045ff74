-- What bulk mail is about. A recipient can unsubscribe from one topic.
create table topics (
    number integer primary key,
    name   text not null unique,
    title  text                   -- null: derived from the name
) strict;

alter table deliveries add column topic integer references topics (number);

create index deliveries_of_topic on deliveries (topic, id) where topic is not null;

-- The topics that a person got mail of, and those that are suppressed for that person.
create table person_topics (
    person        integer not null references persons (number),
    topic         integer not null references topics (number),
    first_at      integer,         -- when the first mail was submitted; null: none was
    reason        text,            -- why no more is sent
    suppressed_at integer,         -- null: not suppressed
    primary key (person, topic)
) strict, without rowid;

-- The number of a person's suppressed topics, so that persons without any are read without a look at person_topics.
alter table persons add column topics integer not null default 0;

drop index persons_suppressed;

create index persons_suppressed on persons (hash) where suppressed is not null or topics > 0;
