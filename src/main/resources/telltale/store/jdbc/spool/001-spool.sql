-- Events that wait for the database. Numbers are never given twice, so that the database can remember how far it read.
create table waiting (
    number   integer primary key autoincrement,
    id       blob not null unique,
    kind     integer not null,
    delivery blob,
    agent    text not null,
    flags    integer not null,
    network  integer not null,
    prefix   integer not null
) strict;

-- Events that no database takes, with the reason.
create table quarantine (
    id       blob primary key,
    kind     integer not null,
    delivery blob,
    agent    text not null,
    flags    integer not null,
    network  integer not null,
    prefix   integer not null,
    reason   text not null
) strict;

-- One row: the name under which the database remembers how far this spool was read.
create table spool (
    id blob not null
) strict;
