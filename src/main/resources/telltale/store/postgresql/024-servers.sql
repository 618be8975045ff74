-- Several mail servers. A name is null where there was only one.

-- The domain of From; null in a message from before there were several servers.
alter table messages add column sender text collate "C";

-- The mail server of the attempt.
alter table attempts add column server text collate "C";

-- The mail server of the last attempt.
alter table deliveries add column server text collate "C";

-- The mail server that may have taken the mail, to which alone it is sent again.
alter table outbox add column server text collate "C";

-- How many mails were taken out of the outbox for each mail server in each hour since 1970, for a limit on sending.
create table server_hours (
    server text collate "C" not null,
    hour   integer not null,
    taken  bigint not null,
    primary key (server, hour)
);

insert into server_hours (server, hour, taken) select 'main', hour, taken from hours;

drop table hours;
