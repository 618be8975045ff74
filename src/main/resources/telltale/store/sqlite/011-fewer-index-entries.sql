-- Whoever is known is found by deliveries_of_person; mails without a campaign are not looked for by it.
drop index deliveries_of_recipient;

create index deliveries_of_recipient on deliveries (lower(recipient), id) where person is null;

drop index deliveries_of_campaign;

create index deliveries_of_campaign on deliveries (campaign, id) where campaign is not null;
