-- The activity of a judgement, as statistics count it: one line for each quarter hour, class, link and client. Null: judged by an
-- earlier version.
alter table judgements add column activity text collate "C";

-- What statistics count of the delivery besides its activity, in the same form after the number of its provider. Null: nothing
-- is counted yet.
alter table judgements add column counted text collate "C";

create index judgements_uncounted on judgements (delivery) where counted is null;

-- When it was refused or given up. Null: it was not, or an earlier version did it.
alter table deliveries add column failed_at bigint;

-- When the recipient first unsubscribed by this mail.
alter table deliveries add column unsubscribed_at bigint;

-- The list of its links. Null: without links, or an earlier version stored it.
alter table deliveries add column links bigint;

-- Statistics. campaign: -1 for all mail, 0 for mail without a campaign. dimension and key: what the figures are broken down by.
-- level 0: time is a quarter hour since 1970, 1: an hour, 2: a day (UTC). The columns from accepted on are figures. No index
-- contains them, so that an update can reuse the space in its page.
create table statistics (
    campaign              bigint not null,
    time                  integer not null,
    dimension             smallint not null,
    level                 smallint not null,
    shard                 smallint not null,
    key                   text collate "C" not null,
    accepted              integer not null,
    delivered             integer not null,
    failed                integer not null,
    bounced               integer not null,
    complained            integer not null,
    unsubscribed          integer not null,
    replied               integer not null,
    seen                  integer not null,
    clicked               integer not null,
    open_human_direct     integer not null,
    open_human_via_proxy  integer not null,
    open_prefetch         integer not null,
    open_scanner          integer not null,
    open_unfurler         integer not null,
    open_bot              integer not null,
    open_unknown          integer not null,
    open_repeated         integer not null,
    open_unjudged         integer not null,
    click_human_direct    integer not null,
    click_human_via_proxy integer not null,
    click_prefetch        integer not null,
    click_scanner         integer not null,
    click_unfurler        integer not null,
    click_bot             integer not null,
    click_unknown         integer not null,
    click_repeated        integer not null,
    click_unjudged        integer not null,
    primary key (campaign, dimension, level, time, key, shard)
) with (fillfactor = 80);

-- The destinations of a campaign's links, as they are written in its messages. campaign -1: the hosts of all links.
create table campaign_links (
    campaign bigint not null,
    key      text collate "C" not null,
    url      text not null,
    primary key (campaign, key)
);

-- The links of a mail in the order of their numbers, a line each: the key in its campaign, and that among all hosts.
create table link_lists (
    number bigint generated always as identity primary key,
    hash   bytea not null unique,
    links  text not null
);

-- Mail that was not accepted, and unsubscriptions, are counted when their deliveries are judged.
create trigger judge_what_failed after update of state on deliveries
for each row when (new.state in ('refused', 'failed')) execute function judge_what_is_accepted();

create trigger judge_what_came_failed after insert on deliveries
for each row when (new.state in ('refused', 'failed')) execute function judge_what_is_accepted();

create trigger judge_what_unsubscribed after update of unsubscribed_at on deliveries
for each row when (new.unsubscribed_at is not null) execute function judge_what_is_accepted();

insert into unjudged select number from deliveries where state in ('refused', 'failed') on conflict do nothing;
