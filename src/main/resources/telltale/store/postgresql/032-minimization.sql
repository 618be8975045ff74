-- A client is stored as it describes itself while events are judged by it, and reduced when their verdicts are final. verdict: the
-- final verdict of the events of a reduced client, whose agent is its family and major version; empty: it is not reduced.
alter table clients add column verdict text collate "C" not null default '';

-- The last day on which an event of the client was stored, if it is not reduced.
alter table clients add column used integer not null default 0;

update clients set used = floor(extract(epoch from now()) / 86400);

alter table clients drop constraint clients_agent_flags_key;

alter table clients add unique (agent, flags, verdict);

-- One row: up to which event the clients are reduced.
create table agent_reduction (
    reached uuid not null
);

insert into agent_reduction values ('00000000-0000-0000-0000-000000000000');

-- How many rows were deleted or reduced on a day because they were old, by the kind of data.
create table deletions (
    day  integer not null,
    kind text collate "C" not null,
    rows bigint not null,
    primary key (day, kind)
);
