-- What bulk mail is about. A recipient can unsubscribe from one topic.
create table topics (
    number bigint generated always as identity primary key,
    name   text collate "C" not null unique,
    title  text                               -- null: derived from the name
);

alter table deliveries add column topic bigint references topics (number);

create index deliveries_of_topic on deliveries (topic, id) where topic is not null;

-- The topics that a person got mail of, and those that are suppressed for that person.
create table person_topics (
    person        bigint not null references persons (number),
    topic         bigint not null references topics (number),
    first_at      bigint,          -- when the first mail was submitted; null: none was
    suppressed_at bigint,          -- null: not suppressed
    reason        text,            -- why no more is sent
    primary key (person, topic)
);

-- The number of a person's suppressed topics, so that persons without any are read without a look at person_topics.
alter table persons add column topics bigint not null default 0;

drop index persons_suppressed;

create index persons_suppressed on persons (hash) where suppressed is not null or topics > 0;
