-- How far each partition of a replicated log was read, written with the events that were read from it.
create table log_positions (
    topic blob not null,     -- the id of the topic: one that was created again begins at 0
    part  integer not null,
    next  integer not null,  -- the offset of the next record
    primary key (topic, part)
) strict, without rowid;

-- The ids of the events that were read from it lately: a node appends an event again if it got no answer.
create table log_hits (
    id blob not null primary key
) strict;

-- Records that could not be stored. They stay in the log as long as all others.
create table log_faults (
    topic    blob not null,
    part     integer not null,
    position integer not null,
    reason   text not null,
    primary key (topic, part, position)
) strict, without rowid;
