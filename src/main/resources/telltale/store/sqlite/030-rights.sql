-- The rights of data subjects.

-- Since when the data of a person is only stored, and nothing else is done with it (GDPR article 18). Null: it is not restricted.
alter table persons add column restricted_at integer;

create index persons_restricted on persons (number) where restricted_at is not null;

-- Who was erased, so that a restored backup can be told from the ledger in the home folder. No addresses.
create table erasures (
    hash      blob not null primary key,  -- the key of the person
    erased_at integer not null,           -- the last time
    keeps     integer not null            -- what was kept, a bit each: 1 the consent ledger, 2 suppressions
) strict;
