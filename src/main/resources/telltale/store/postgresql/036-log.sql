-- How far each partition of a replicated log was read, written with the events that were read from it.
create table log_positions (
    topic uuid not null,     -- the id of the topic: one that was created again begins at 0
    part  integer not null,
    next  bigint not null,   -- the offset of the next record
    primary key (topic, part)
) with (fillfactor = 10);

-- The ids of the events that were read from it lately: a node appends an event again if it got no answer.
create table log_hits (
    id uuid primary key
);

-- Records that could not be stored. They stay in the log as long as all others.
create table log_faults (
    topic    uuid not null,
    part     integer not null,
    position bigint not null,
    reason   text not null,
    primary key (topic, part, position)
);
