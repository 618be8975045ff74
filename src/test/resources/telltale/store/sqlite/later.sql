create table added (number integer primary key) strict;

insert into added values (1);
