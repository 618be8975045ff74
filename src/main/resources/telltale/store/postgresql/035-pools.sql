-- Pools of recipients who share a pixel (profile aggregated). Nothing says who is in a pool once the mails have been sent.
create table pools (
    number   bigint generated always as identity primary key,
    campaign bigint not null references campaigns (number),
    size     integer not null,    -- the number of recipients
    noise    integer not null,    -- the probability in percent with which seen is wrong
    seen     integer not null     -- whether a person's program loaded the pixel
);

create index pools_of_campaign on pools (campaign);

-- The clicks of people on the links of mail under the profile aggregated. campaign: a hash of the campaign's name.
create table campaign_clicks (
    campaign uuid not null,
    link     integer not null,
    clicks   bigint not null,
    primary key (campaign, link)
);

-- The pool of a mail until it has been sent.
alter table outbox add column pool bigint;
