-- A client is stored as it describes itself while events are judged by it, and reduced when their verdicts are final.
create table described_clients (
    number  integer primary key,
    agent   text not null,     -- of a reduced client its family and major version
    flags   integer not null,
    verdict text not null,     -- the final verdict of the events of a reduced client; empty: the client is not reduced
    used    integer not null,  -- the last day on which an event of the client was stored, if it is not reduced
    unique (agent, flags, verdict)
) strict;

insert into described_clients select number, agent, flags, '', unixepoch() / 86400 from clients;

drop table clients;

alter table described_clients rename to clients;

-- One row: up to which event the clients are reduced.
create table agent_reduction (
    reached integer not null
) strict;

insert into agent_reduction values (0);

-- How many rows were deleted or reduced on a day because they were old, by the kind of data.
create table deletions (
    day  integer not null,
    kind text not null,
    rows integer not null,
    primary key (day, kind)
) strict, without rowid;
