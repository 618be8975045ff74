-- Whether the person refused or withdrew the purpose hygiene: 1.
alter table persons add column hygiene_denied integer not null default 0;

-- The day (UTC, since 1970) of the person's last open under the profile hygiene; null: none.
alter table persons add column active_on integer;

update persons set hygiene_denied = 1 where exists (
    select 1 from consents c where c.hash = persons.hash and c.purpose = 4 and c.decision in (2, 3)
        and not exists (
            select 1 from consents given where given.hash = c.hash and given.purpose = 4 and given.decision = 1
                and given.decided_at > c.decided_at));

create index persons_active on persons (active_on) where active_on is not null;

create index deliveries_under_hygiene on deliveries (person) where profile = 3;
