-- More is recorded about the headers of a request than 32 bits hold. The table is a dictionary, so this takes a moment at most.
alter table clients alter column flags type bigint;
