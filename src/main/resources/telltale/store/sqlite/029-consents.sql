-- What persons decided about the purposes that need their consent, in the order of recording. An entry is never changed.
create table consents (
    number      integer primary key autoincrement,
    hash        blob not null,    -- the key of the person
    masked      text not null,
    purpose     integer not null,
    decision    integer not null,
    decided_at  integer not null,
    wording     text,             -- the version of the text that the person saw
    channel     text,             -- where the person decided
    evidence    text,             -- by which this can be proved
    recorded_at integer not null,
    actor_kind  text not null,
    actor       text not null
) strict;

create index consents_of_person on consents (hash, purpose, decided_at, number);

create trigger consents_are_never_changed before update on consents
begin select raise(abort, 'an entry of the consent ledger is never changed'); end;

-- Since when events may be recorded: 0: the person was not asked; the highest number: the person refused or withdrew.
alter table persons add column opens_from integer not null default 0;
alter table persons add column clicks_from integer not null default 0;

-- The number of the privacy profile that the settings and the sender chose: 1 for individual.
alter table messages add column privacy integer not null default 1;

-- A bit for each profile that the mails of a campaign have, by the profile's number: 2 for individual.
alter table campaigns add column profiles integer not null default 0;
update campaigns set profiles = 2;
