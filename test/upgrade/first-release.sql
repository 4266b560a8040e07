--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit_log_guard(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_log_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
     begin
       if tg_op = 'DELETE' then
         if old.seq <= coalesce((select seq from audit_marks where name = 'checkpoint'), 0) then return old; end if;
       end if;
       raise exception 'the audit log is append-only';
     end $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: activities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activities (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    activity text NOT NULL COLLATE pg_catalog."C",
    seen_at bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    result text COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    held_until_real bigint NOT NULL
);


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_log (
    seq bigint NOT NULL,
    at bigint NOT NULL,
    vm text NOT NULL COLLATE pg_catalog."C",
    attempt bigint,
    entry text COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    previous text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: audit_marks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_marks (
    name text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);


--
-- Name: conversations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.conversations (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    reference text NOT NULL COLLATE pg_catalog."C",
    seen_at bigint NOT NULL,
    missing_since bigint,
    resting_since bigint,
    missing_times bigint DEFAULT 0 NOT NULL
);


--
-- Name: counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counters (
    name text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);


--
-- Name: dialog_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dialog_state (
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    etag text NOT NULL COLLATE pg_catalog."C",
    changed_real bigint NOT NULL
);


--
-- Name: health; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.health (
    id bigint NOT NULL,
    at_real bigint NOT NULL
);


--
-- Name: job_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_history (
    job text NOT NULL COLLATE pg_catalog."C",
    item text NOT NULL COLLATE pg_catalog."C",
    started_at bigint NOT NULL,
    entry text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: kysely_migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);


--
-- Name: kysely_migration_lock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);


--
-- Name: leases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.leases (
    name text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    until_real bigint NOT NULL
);


--
-- Name: notices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notices (
    job text NOT NULL COLLATE pg_catalog."C",
    event text NOT NULL COLLATE pg_catalog."C",
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    slot text COLLATE pg_catalog."C",
    is_update bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    tries bigint NOT NULL,
    sending bigint NOT NULL,
    unanswered bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL
);


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: outbox_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;


--
-- Name: posted; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.posted (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    slot text NOT NULL COLLATE pg_catalog."C",
    activity text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);


--
-- Name: promises; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.promises (
    job text NOT NULL COLLATE pg_catalog."C",
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    card_activity text COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: proposals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposals (
    id text NOT NULL COLLATE pg_catalog."C",
    person text NOT NULL COLLATE pg_catalog."C",
    place text NOT NULL COLLATE pg_catalog."C",
    until_at bigint NOT NULL,
    taken_by text COLLATE pg_catalog."C",
    asks text NOT NULL COLLATE pg_catalog."C",
    question text,
    ended text,
    ended_at bigint,
    said_since bigint DEFAULT 0 NOT NULL,
    ended_by text
);


--
-- Name: quiet_records; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quiet_records (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    record text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL
);


--
-- Name: read_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.read_counts (
    budget text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    value bigint NOT NULL
);


--
-- Name: read_only; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.read_only (
    id bigint NOT NULL,
    value text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.settings (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: watched_jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.watched_jobs (
    key text NOT NULL COLLATE pg_catalog."C",
    vault text NOT NULL COLLATE pg_catalog."C",
    item text NOT NULL COLLATE pg_catalog."C",
    job_id text COLLATE pg_catalog."C",
    started_at bigint NOT NULL,
    done bigint NOT NULL,
    revision bigint NOT NULL,
    job text COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: watches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.watches (
    tenant text NOT NULL COLLATE pg_catalog."C",
    conversation text NOT NULL COLLATE pg_catalog."C",
    scope text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    ended_at bigint,
    body text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: outbox id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);


--
-- Data for Name: activities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.activities VALUES
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'ecc2c3e6-cd2a-403f-83cc-07e41bce17b6', 1795881245851, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881133545),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '9a8a969f-4e58-43a8-9fb2-1bf8e84da7f9', 1795881267751, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881133909),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', '9afb614a-3a9f-42a3-b328-cb03170222a7', 1795881269131, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881133932),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', '79141125-8cc2-4332-a9f5-e64b622a58c3', 1795881273691, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134008),
	('00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 'bbd5a56d-c311-4a6a-bca9-6083c395ee94', 1795881275791, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134043),
	('00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', '7fbdcc4b-f959-4bfa-ae2d-e2a43dc91a32', 1795881277891, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134079),
	('00000000-0000-4000-8000-0000000000aa', '19:uninstalled@thread.v2', '9bb436b6-c035-4dd7-bc06-5b38ee22e238', 1795881279691, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134108),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', '99de76ba-d6b4-4b5b-b810-6251b9b0a96d', 1795881281851, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134144),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', '00ad7b45-4dcd-425c-aa23-ddb255f526e8', 1795881305071, '', 'null', 'a1853e52-7492-4153-82be-3d383602f6be', 1795881134531),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '3cb76ab4-2534-44d6-be22-ea755ac35a40', 1795885272751, '', '{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"web-01: wait, Take Snapshot is running."}', '9a3cbc87-3939-46d1-9156-09d7edea799c', 1795881200660),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '984d5171-7865-446e-886b-fcf60bbaba2e', 1795885279171, '', 'null', '9a3cbc87-3939-46d1-9156-09d7edea799c', 1795881200766),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '8056c489-202c-455e-848e-9c94e7dda3a8', 1795885282771, '', 'null', '9a3cbc87-3939-46d1-9156-09d7edea799c', 1795881200826),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', '1d4241f5-375d-4cfd-bfe2-1404b4dedb68', 1795885301071, '', 'null', '9a3cbc87-3939-46d1-9156-09d7edea799c', 1795881201131),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 'b27d1a4c-f019-46dd-a098-6c3f02f6852d', 1795885303711, '{"type":"message","id":"b27d1a4c-f019-46dd-a098-6c3f02f6852d","channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"19:general@thread.tacv2;messageid=1700000000000","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"channel","isGroup":true},"from":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001"},"recipient":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"text":"status vm-02","locale":"en-US","localTimezone":"Asia/Tokyo","channelData":{"team":{"id":"19:team@thread.tacv2"},"tenant":{"id":"00000000-0000-4000-8000-0000000000aa"},"channel":{"id":"19:general@thread.tacv2"}},"entities":[{"type":"mention","mentioned":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"text":"<at>Backup</at>"}],"timestamp":"2026-11-22T17:00:00.000Z","textFormat":"plain"}', NULL, '9a3cbc87-3939-46d1-9156-09d7edea799c', 1795881202077);


--
-- Data for Name: audit_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_log VALUES
	(1, 1795881259171, '', NULL, '{"at":1795881259171,"vm":null,"kind":"setting","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka","command":"settings","text":"settings timezone Asia/Tokyo","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', NULL, '0000000000000000000000000000000000000000000000000000000000000000', 'c02219dc17cd99a482ad48c3fe4eebf23b517ec00a51294688899f9165bb0bd5'),
	(2, 1795881265351, '', 1, NULL, '{"result":"changed","jobId":null,"code":null}', 'c02219dc17cd99a482ad48c3fe4eebf23b517ec00a51294688899f9165bb0bd5', 'ff57477bd40e6bbd1179b732bb70e82bf8c73c7bfd9c5f53d3d9b4046d6527dd'),
	(3, 1795881268171, '', NULL, '{"at":1795881268171,"vm":null,"kind":"setting","by":{"id":"29:sato","aadObjectId":"00000000-0000-4000-8000-000000000002","name":"Sato"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato","command":"settings","text":"settings language ja","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', NULL, 'ff57477bd40e6bbd1179b732bb70e82bf8c73c7bfd9c5f53d3d9b4046d6527dd', '524e60176e75405c5840ed7c98afe5ad9a71e95ab75ddc376ea5c82e74ab7d3d'),
	(4, 1795881268351, '', 3, NULL, '{"result":"changed","jobId":null,"code":null}', '524e60176e75405c5840ed7c98afe5ad9a71e95ab75ddc376ea5c82e74ab7d3d', '83d69a76a55990a000a6a5370229532c8f3b3136216816e8ab5e8fff33fde83d'),
	(5, 1795881269911, '', NULL, '{"at":1795881269911,"vm":null,"kind":"command","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:general@thread.tacv2","command":"watch","text":"watch all progress","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', '83d69a76a55990a000a6a5370229532c8f3b3136216816e8ab5e8fff33fde83d', 'ad2a32c80bf963a7dc647c7d14c996f2e04309d7566978adf51f4efd281ceabb'),
	(6, 1795881274771, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', NULL, '{"at":1795881274771,"vm":{"name":"vm-02","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02"},"kind":"command","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka","command":"watch","text":"watch vm-02 all","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', 'ad2a32c80bf963a7dc647c7d14c996f2e04309d7566978adf51f4efd281ceabb', 'c58438d3b3914d590def85a062e5ec05efe5e60632e204d865713c6aba7762fe'),
	(7, 1795881277171, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', NULL, '{"at":1795881277171,"vm":{"name":"vm-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01"},"kind":"command","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:group@thread.v2","command":"watch","text":"watch vm-01 all","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', 'c58438d3b3914d590def85a062e5ec05efe5e60632e204d865713c6aba7762fe', '6638e2cd68d707d49e0dfc88b91bf82591559a7f7ffbf599cb70efd8f4338575'),
	(8, 1795881278431, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', NULL, '{"at":1795881278431,"vm":{"name":"vm-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01"},"kind":"command","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:left@thread.v2","command":"watch","text":"watch vm-01 all","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', '6638e2cd68d707d49e0dfc88b91bf82591559a7f7ffbf599cb70efd8f4338575', 'a6ffd58f78c3df381b10f977c8e80d7cc0926e4d25bf882085e429945d2fac60'),
	(9, 1795881280411, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', NULL, '{"at":1795881280411,"vm":{"name":"vm-02","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02"},"kind":"command","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:uninstalled@thread.v2","command":"watch","text":"watch vm-02","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', 'a6ffd58f78c3df381b10f977c8e80d7cc0926e4d25bf882085e429945d2fac60', 'cb2a58594eed27fb474135d2247c3a418626d345c817547ae9d0d4cf1e5c6d5a'),
	(10, 1795881281371, '', NULL, '{"at":1795881281371,"vm":null,"by":null,"command":null,"role":null,"rule":null,"requestId":null,"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:uninstalled@thread.v2","kind":"delivery","text":""}', '{"result":"removed","jobId":null,"code":null}', 'cb2a58594eed27fb474135d2247c3a418626d345c817547ae9d0d4cf1e5c6d5a', 'edfb8ac793413cdfc1b1900ce3e96ec48e226d14dd9c4bbbe8392021856989b2'),
	(11, 1795881283531, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', NULL, '{"at":1795881283531,"vm":{"name":"vm-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01"},"kind":"trigger","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka","command":"backupNow","text":"backup now vm-01 keep 9d","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":"c34bff21-5dd9-424d-a069-83f6f31a269d"}', NULL, 'edfb8ac793413cdfc1b1900ce3e96ec48e226d14dd9c4bbbe8392021856989b2', '14d78d787891d8cc1d5ca09158c46ea4551e9b5261c08b3c2bcfec3c944a610a'),
	(12, 1795881302851, '', 11, NULL, '{"result":"started","jobId":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","code":null}', '14d78d787891d8cc1d5ca09158c46ea4551e9b5261c08b3c2bcfec3c944a610a', '7327fddb29c1cc893c769197217c18685021f3e6e114eccd6657c315714f5e49'),
	(13, 1795881308131, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', NULL, '{"at":1795881308131,"vm":{"name":"vm-02","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02"},"kind":"trigger","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:general@thread.tacv2","command":"backupNow","text":"backup now vm-02 keep 30d","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":"06e1442e-8a89-42e1-895f-24b02384245a"}', NULL, '7327fddb29c1cc893c769197217c18685021f3e6e114eccd6657c315714f5e49', '2902bb7949342cd9b2e6615164d356556fd47e4c56dbe0cb70915f9c186adeb3'),
	(14, 1795881326971, '', 13, NULL, '{"result":"started","jobId":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","code":null}', '2902bb7949342cd9b2e6615164d356556fd47e4c56dbe0cb70915f9c186adeb3', 'f50addd1417dd47fb2a692655f15aa90e46c189f3cb87a24edc602bfcc1caa04'),
	(15, 1795883159251, '', NULL, '{"at":1795883159251,"vm":null,"by":null,"command":null,"role":null,"rule":null,"requestId":null,"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:left@thread.v2","kind":"delivery","text":""}', '{"result":"unreachable","jobId":null,"code":null}', 'f50addd1417dd47fb2a692655f15aa90e46c189f3cb87a24edc602bfcc1caa04', '7c2061938bd32098377d075680a39309742dc479b56a6b99edf43e1b26ab732f'),
	(16, 1795885275271, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-02/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;web-01/protecteditems/vm;iaasvmcontainerv2;rg-app;web-01', NULL, '{"at":1795885275271,"vm":{"name":"web-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;web-01/protectedItems/VM;iaasvmcontainerv2;rg-app;web-01"},"kind":"command","by":{"id":"29:sato","aadObjectId":"00000000-0000-4000-8000-000000000002","name":"Sato"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato","command":"watch","text":"watch job 757c12fd-d00c-4c0e-8e52-0c637551c019","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"changed","jobId":null,"code":null}', '7c2061938bd32098377d075680a39309742dc479b56a6b99edf43e1b26ab732f', '3cbdc6a476d76c799581ab5719ec74d2c24a51441a8a196407cfc938ca917d0a'),
	(17, 1795885280551, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', NULL, '{"at":1795885280551,"vm":{"name":"vm-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01"},"kind":"proposal","by":{"id":"29:sato","aadObjectId":"00000000-0000-4000-8000-000000000002","name":"Sato"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato","command":"backupNow","text":"backup now vm-01 vm-02 keep 30d","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"asked","jobId":null,"code":null}', '3cbdc6a476d76c799581ab5719ec74d2c24a51441a8a196407cfc938ca917d0a', '0cc8ad680cce79a53e3372c2043a2f42cf85289b9bdc465c76904e2aa5116af8'),
	(18, 1795885280611, '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', NULL, '{"at":1795885280611,"vm":{"name":"vm-02","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02"},"kind":"proposal","by":{"id":"29:sato","aadObjectId":"00000000-0000-4000-8000-000000000002","name":"Sato"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato","command":"backupNow","text":"backup now vm-01 vm-02 keep 30d","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', '{"result":"asked","jobId":null,"code":null}', '0cc8ad680cce79a53e3372c2043a2f42cf85289b9bdc465c76904e2aa5116af8', '1f8667930e93f2ca203c0e70b99ac0ac001de4284200408f74218586ac20a7ad'),
	(19, 1795885302391, '', NULL, '{"at":1795885302391,"vm":null,"kind":"setting","by":{"id":"29:tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","name":"Tanaka"},"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:general@thread.tacv2","command":"readOnly","text":"read only on: patch night","role":"admin","rule":"no ACCESS_FILE: everyone is admin","requestId":null}', NULL, '1f8667930e93f2ca203c0e70b99ac0ac001de4284200408f74218586ac20a7ad', '3c5810ae75eb21f44064ebe198e15d40b2455044de9168be6cfd34ea7f79ab51'),
	(20, 1795885302991, '', 19, NULL, '{"result":"readOnlyOn","jobId":null,"code":null}', '3c5810ae75eb21f44064ebe198e15d40b2455044de9168be6cfd34ea7f79ab51', '79b68510461f1d217f79eb8f171fefc4d80d02e0bf6647c6f3f5f48952dfa209');


--
-- Data for Name: audit_marks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_marks VALUES
	('logged', 0, '0000000000000000000000000000000000000000000000000000000000000000', 1795881218731),
	('head', 20, '79b68510461f1d217f79eb8f171fefc4d80d02e0bf6647c6f3f5f48952dfa209', 1795885302991);


--
-- Data for Name: conversations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.conversations VALUES
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '{"bot":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"a:personal-sato","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"personal"}}', 1795885282951, NULL, NULL, 0),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', '{"bot":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"a:personal-tanaka","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"personal"}}', 1795881281911, NULL, NULL, 0),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', '{"bot":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"19:general@thread.tacv2","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"channel","isGroup":true}}', 1795885303711, NULL, NULL, 0),
	('00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', '{"bot":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"19:left@thread.v2","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"groupChat","isGroup":true}}', 1795881278011, NULL, 1795883159251, 0),
	('00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', '{"bot":{"id":"28:00000000-0000-4000-8000-0000000000bb","name":"Backup"},"channelId":"msteams","serviceUrl":"http://127.0.0.1:42327/","conversation":{"id":"19:group@thread.v2","tenantId":"00000000-0000-4000-8000-0000000000aa","conversationType":"groupChat","isGroup":true}}', 1795881275851, 1795883158231, NULL, 7);


--
-- Data for Name: counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counters VALUES
	('watched_jobs', 14);


--
-- Data for Name: dialog_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.dialog_state VALUES
	('msteams/conversations/a:personal-sato/users/29:sato/chooseVm', '{"dialog":{"dialogStack":[{"id":"chooseVm","state":{"options":{"choice":{"typed":"app-01","candidates":[{"item":{"ref":{"vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-02"},"container":"IaasVMContainer;iaasvmcontainerv2;rg-app-east;app-01","item":"VM;iaasvmcontainerv2;rg-app-east;app-01"},"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app-east;app-01/protectedItems/VM;iaasvmcontainerv2;rg-app-east;app-01","vm":{"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-app-east/providers/Microsoft.Compute/virtualMachines/app-01","name":"app-01","resourceGroup":"rg-app-east"},"policy":{"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupPolicies/DailyPolicy","name":"DailyPolicy","enhanced":null},"protectionState":"Protected","softDeleted":false,"lastBackup":{"status":"Completed","at":"2026-11-28T00:09:24.154Z"},"lastRecoveryPointAt":"2026-11-28T00:09:32.949Z"},"command":{"kind":"status","vm":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app-east;app-01/protectedItems/VM;iaasvmcontainerv2;rg-app-east;app-01"}},{"item":{"ref":{"vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-02"},"container":"IaasVMContainer;iaasvmcontainerv2;rg-app-west;app-01","item":"VM;iaasvmcontainerv2;rg-app-west;app-01"},"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app-west;app-01/protectedItems/VM;iaasvmcontainerv2;rg-app-west;app-01","vm":{"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-app-west/providers/Microsoft.Compute/virtualMachines/app-01","name":"app-01","resourceGroup":"rg-app-west"},"policy":{"id":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupPolicies/DailyPolicy","name":"DailyPolicy","enhanced":null},"protectionState":"Protected","softDeleted":false,"lastBackup":{"status":"Completed","at":"2026-11-28T00:08:44.888Z"},"lastRecoveryPointAt":"2026-11-28T00:08:48.528Z"},"command":{"kind":"status","vm":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app-west;app-01/protectedItems/VM;iaasvmcontainerv2;rg-app-west;app-01"}}]},"untilMs":1795903300171},"values":{"instanceId":"5925a4cc-9cc4-45c7-b2be-28f74136fbbf"},"stepIndex":0}}]}}', 'd4c6ed49-3f9e-40d0-a9da-2f341a70b953', 1795881171124);


--
-- Data for Name: health; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.health VALUES
	(1, 1795881146489);


--
-- Data for Name: job_history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.job_history VALUES
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', 1795881308311, '{"job":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","state":"completed","startedMs":1795881308311,"endedMs":1795883703389,"snapshotMs":340104}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', 1795881284311, '{"job":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","state":"completed","startedMs":1795881284311,"endedMs":1795883811805,"snapshotMs":467674}');


--
-- Data for Name: kysely_migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.kysely_migration VALUES
	('0001', '2026-11-28T15:51:42.951Z'),
	('0002', '2026-11-28T15:51:42.953Z'),
	('0003', '2026-11-28T15:51:42.954Z'),
	('0004', '2026-11-28T15:51:42.956Z'),
	('0005-questions', '2026-11-28T15:51:42.957Z'),
	('0006', '2026-11-28T15:51:42.958Z'),
	('0007-audit-chain', '2026-11-28T15:51:42.965Z'),
	('0008-approvals', '2026-11-28T15:51:42.966Z'),
	('0009-read-only', '2026-11-28T15:51:42.967Z');


--
-- Data for Name: kysely_migration_lock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.kysely_migration_lock VALUES
	('migration_lock', 0);


--
-- Data for Name: leases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.leases VALUES
	('audit head', '645b5099-14b0-44be-88cb-73132db26e81', 1795881133076),
	('tell:00000000-0000-4000-8000-0000000000aa/a:personal-tanaka', '108b59d9-77b1-44fa-b099-7a55227cd0ac', 1795881201169),
	('read 5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10', '108b59d9-77b1-44fa-b099-7a55227cd0ac', 1795881194740);


--
-- Data for Name: notices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.notices VALUES
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'started', '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 1795881459691),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'started', '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 1795881459691),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'started', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795881484831),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 1795881650371),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795881650371),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795883105671),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 1795883105671),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 1795883105671),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'snapshotDone', '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 1795883105671),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'ended', '00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 1795883704591),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'ended', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795883704591),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'ended', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795883814811),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'ended', '00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 1795883814811),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'ended', '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 1795883814811),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'ended', '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 1795883814811);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox VALUES
	(7, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'live:watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 1, '{"thread":null,"underSlot":null,"language":"en","timeZone":"Asia/Tokyo","watches":["all","vault","vm"],"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02","vmResourceGroup":"rg-app","job":{"id":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-02","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:08.311Z","endedAt":"2026-11-28T16:35:03.389Z","durationMs":2395078,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:09.611Z","endedAt":"2026-11-28T16:00:49.715Z","durationMs":340104},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:00:49.918Z","endedAt":"2026-11-28T16:35:02.789Z","durationMs":2052871}],"errors":[],"sizeMb":6985,"retainUntil":"2026-12-28T15:55:06.000Z","restore":null},"atMs":1795883703389,"readMs":1795883704591}},"alert":false,"mention":null,"cardId":"watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02"}', 4, 1795881650371, 1795885282464, 24, 1, 0, 0),
	(15, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', NULL, 0, '{"thread":null,"underSlot":null,"language":"en","timeZone":"Asia/Tokyo","watches":null,"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"snapshotDone","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":1822440,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T16:02:33.488Z","endedAt":null,"durationMs":1353263}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881753285,"readMs":1795883105671},"night":null},"alert":true,"mention":{"id":"29:tanaka","name":"Tanaka"},"cardId":"4b7aa893-931f-461d-9670-bde016081c3d:snapshotDone","askedMs":1795881283051}', 1, 1795883105671, 1795883105671, 0, 0, 0, 0),
	(21, '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"snapshotDone","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":1822440,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T16:02:33.488Z","endedAt":null,"durationMs":1353263}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881753285,"readMs":1795883105671},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"snapshotDone:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}', 1, 1795883105671, 1795883161251, 0, 0, 0, 0),
	(14, '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 'live:watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 1, '{"thread":null,"underSlot":null,"language":"en","timeZone":"Asia/Tokyo","watches":["all","vault","vm"],"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795883811805,"readMs":1795883814811}},"alert":false,"mention":null,"cardId":"watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01"}', 3, 1795883105671, 1795883105671, 0, 0, 0, 0),
	(28, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', NULL, 0, '{"thread":null,"underSlot":null,"language":"en","timeZone":"Asia/Tokyo","watches":null,"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795883811805,"readMs":1795883814811},"night":null},"alert":true,"mention":{"id":"29:tanaka","name":"Tanaka"},"cardId":"4b7aa893-931f-461d-9670-bde016081c3d:ended","askedMs":1795881283051}', 1, 1795883814811, 1795883814811, 0, 0, 0, 0),
	(20, '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"snapshotDone","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":1822440,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T16:02:33.488Z","endedAt":null,"durationMs":1353263}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881753285,"readMs":1795883105671},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"snapshotDone:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}', 1, 1795883105671, 1795885725884, 7, 0, 0, 0),
	(27, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02","vmResourceGroup":"rg-app","job":{"id":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-02","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:08.311Z","endedAt":"2026-11-28T16:35:03.389Z","durationMs":2395078,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:09.611Z","endedAt":"2026-11-28T16:00:49.715Z","durationMs":340104},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:00:49.918Z","endedAt":"2026-11-28T16:35:02.789Z","durationMs":2052871}],"errors":[],"sizeMb":6985,"retainUntil":"2026-12-28T15:55:06.000Z","restore":null},"atMs":1795883703389,"readMs":1795883704591},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"ended:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","watches":["vm"]}', 1, 1795883704591, 1795883704591, 0, 0, 0, 0),
	(12, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'live:4b7aa893-931f-461d-9670-bde016081c3d', 1, '{"thread":null,"underSlot":null,"language":"en","timeZone":"Asia/Tokyo","watches":null,"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795883811805,"readMs":1795883814811}},"alert":false,"mention":null,"cardId":"4b7aa893-931f-461d-9670-bde016081c3d"}', 3, 1795883105671, 1795885288336, 23, 0, 0, 0),
	(34, '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795883811805,"readMs":1795883814811},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"ended:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}', 1, 1795883814811, 1795883814811, 0, 0, 0, 0),
	(35, '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"ended","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795883811805,"readMs":1795883814811},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"ended:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}', 1, 1795883814811, 1795883814811, 0, 0, 0, 0),
	(11, '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', NULL, 0, '{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","event":"snapshotDone","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02","vmResourceGroup":"rg-app","job":{"id":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-02","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:55:08.311Z","endedAt":null,"durationMs":342120,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:09.611Z","endedAt":"2026-11-28T16:00:49.715Z","durationMs":340104},{"name":"Transfer data to vault","state":"notStarted","statusText":"NotStarted","startedAt":null,"endedAt":null,"durationMs":null}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-28T15:55:06.000Z","restore":null},"atMs":1795881649715,"readMs":1795881650371},"night":null},"thread":null,"underSlot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"snapshotDone:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","watches":["vm"]}', 1, 1795881650371, 1795885373784, 31, 1, 0, 0),
	(39, '00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', 'question:8acc9d0b-2ed8-4218-a37d-eef0a0087aed', 1, '{"content":{"kind":"question","by":"Sato","asks":{"kind":"backup","vms":[{"name":"vm-01","resourceGroup":"rg-app","vault":"vault-01"},{"name":"vm-02","resourceGroup":"rg-app","vault":"vault-01"}]},"end":{"how":"lapsed","atMs":1795903280671}},"thread":null,"underSlot":null,"alert":false,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"question:8acc9d0b-2ed8-4218-a37d-eef0a0087aed","watches":null}', 1, 1795903280671, 1795903280671, 0, 0, 0, 0);


--
-- Data for Name: posted; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.posted VALUES
	('00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 'card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'sent-13', 1795881467191),
	('00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 'card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', 'sent-14', 1795881467191),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'live:4b7aa893-931f-461d-9670-bde016081c3d', 'sent-11', 1795881467611),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', 'sent-17', 1795881488611),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 'live:41d7765c-acf9-49a1-b594-cc73b60770e9', 'sent-12', 1795883719891),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 'night:2026-11-28', 'sent-20', 1795883824471),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', 'question:8acc9d0b-2ed8-4218-a37d-eef0a0087aed', 'sent-28', 1795885281511),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', 'live:e621e829-c68b-4caf-bee5-bd3208fbc93f', 'sent-27', 1795885283311);


--
-- Data for Name: promises; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.promises VALUES
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795881283051, 'sent-11', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka"},"thread":null,"asker":{"id":"29:tanaka","name":"Tanaka"},"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"4b7aa893-931f-461d-9670-bde016081c3d","createdMs":1795881283051}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', '00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 1795881307951, 'sent-12', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:general@thread.tacv2"},"thread":"1700000000000","asker":{"id":"29:tanaka","name":"Tanaka"},"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"41d7765c-acf9-49a1-b594-cc73b60770e9","createdMs":1795881307951}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', '00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 1795881459691, 'sent-13', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:group@thread.v2"},"thread":null,"asker":null,"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","createdMs":1795881459691}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', '00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 1795881459691, 'sent-14', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:left@thread.v2"},"thread":null,"asker":null,"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","createdMs":1795881459691}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', '00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 1795881484831, 'sent-17', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka"},"thread":null,"asker":null,"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"watched:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","createdMs":1795881484831}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-02/757c12fd-d00c-4c0e-8e52-0c637551c019', '00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', 1795885275451, 'sent-27', '{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-02/757c12fd-d00c-4c0e-8e52-0c637551c019","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato"},"thread":null,"asker":{"id":"29:sato","name":"Sato"},"language":"en","timeZone":"Asia/Tokyo","cardActivityId":null,"cardId":"e621e829-c68b-4caf-bee5-bd3208fbc93f","createdMs":1795885275451}');


--
-- Data for Name: proposals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.proposals VALUES
	('8acc9d0b-2ed8-4218-a37d-eef0a0087aed', '29:sato', 'a:personal-sato', 1795903280671, NULL, '{"kind":"backup","itemIds":["/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02"],"retainUntilMs":1798477280011}', '{"id":"8acc9d0b-2ed8-4218-a37d-eef0a0087aed","to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-sato"},"thread":null,"language":"en","timeZone":"Asia/Tokyo","by":"Sato","asks":{"kind":"backup","vms":[{"name":"vm-01","resourceGroup":"rg-app","vault":"vault-01"},{"name":"vm-02","resourceGroup":"rg-app","vault":"vault-01"}]},"untilMs":1795903280671}', NULL, NULL, 1, NULL);


--
-- Data for Name: quiet_records; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.quiet_records VALUES
	('00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', '{"tally":{"night":"2026-11-28","failed":0,"warnings":0,"again":0,"recovered":0},"timeZone":"Asia/Tokyo","root":{"slot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","draft":{"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"started","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":175500,"tasks":[{"name":"Take Snapshot","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:45.611Z","endedAt":null,"durationMs":174200},{"name":"Transfer data to vault","state":"notStarted","statusText":"NotStarted","startedAt":null,"endedAt":null,"durationMs":null}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881284311,"readMs":1795881459691}},"thread":null,"underSlot":null,"alert":true,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}},"cards":[],"cardsMade":0,"open":[]}', 1795881459691),
	('00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', '{"tally":{"night":"2026-11-28","failed":0,"warnings":0,"again":0,"recovered":0},"timeZone":"Asia/Tokyo","root":{"slot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","draft":{"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"started","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":175500,"tasks":[{"name":"Take Snapshot","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:45.611Z","endedAt":null,"durationMs":174200},{"name":"Transfer data to vault","state":"notStarted","statusText":"NotStarted","startedAt":null,"endedAt":null,"durationMs":null}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881284311,"readMs":1795881459691}},"thread":null,"underSlot":null,"alert":true,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","watches":["vm"]}},"cards":[],"cardsMade":0,"open":[]}', 1795881459691),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', '{"tally":{"night":"2026-11-28","failed":0,"warnings":0,"again":0,"recovered":0},"timeZone":"Asia/Tokyo","root":{"slot":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","draft":{"content":{"kind":"card","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","event":"started","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02","vmResourceGroup":"rg-app","job":{"id":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-02","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:55:08.311Z","endedAt":null,"durationMs":176640,"tasks":[{"name":"Take Snapshot","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:55:09.611Z","endedAt":null,"durationMs":175340},{"name":"Transfer data to vault","state":"notStarted","statusText":"NotStarted","startedAt":null,"endedAt":null,"durationMs":null}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-28T15:55:06.000Z","restore":null},"atMs":1795881308311,"readMs":1795881484831}},"thread":null,"underSlot":null,"alert":true,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"card:5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","watches":["vm"]}},"cards":[],"cardsMade":0,"open":[]}', 1795881484831),
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', '{"tally":{"night":"2026-11-28","failed":0,"warnings":0,"again":0,"recovered":0},"timeZone":"Asia/Tokyo","root":{"slot":"night:2026-11-28","draft":{"content":{"kind":"event","notice":{"jobKey":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","event":"snapshotDone","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","job":{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T15:54:44.311Z","endedAt":null,"durationMs":1822440,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T16:02:33.488Z","endedAt":null,"durationMs":1353263}],"errors":[],"sizeMb":null,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null},"atMs":1795881753285,"readMs":1795883105671},"night":null},"thread":null,"underSlot":null,"alert":true,"mention":null,"language":"en","timeZone":"Asia/Tokyo","cardId":"night:2026-11-28","watches":["all"]}},"cards":[],"cardsMade":0,"open":[]}', 1795883105671);


--
-- Data for Name: read_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.read_counts VALUES
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'remaining', 1795878000000, 999999),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'command', 1795881300000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'watch', 1795881240000, 9),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'watch', 1795881420000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'watch', 1795881480000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'watch', 1795881540000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'watch', 1795881600000, 5),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '648f2deb-abbb-4c5d-bbc3-aef365919d42', 'remaining', 1795881600000, 999999),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883100000, 11),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'remaining', 1795881600000, 999999),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883160000, 2),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883340000, 2),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883400000, 2),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883460000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883520000, 2),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883640000, 2),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883700000, 3),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883760000, 3),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883820000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883880000, 3),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795883940000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884000000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884060000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884120000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884240000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884300000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884360000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884420000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884480000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884540000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884600000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884660000, 3),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884720000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884780000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884840000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884900000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795884960000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795885020000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795885140000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795885200000, 1),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'remaining', 1795885200000, 999999),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'command', 1795885260000, 6),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10 Microsoft.RecoveryServices/vaults/backupJobs/read', '5335819f-edf5-47ba-b6d0-24679c8cb405', 'watch', 1795885260000, 1);


--
-- Data for Name: read_only; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.read_only VALUES
	(1, '{"id":"4e3324e6-0aaf-4c92-9755-b9bd7bcbf5c9","atMs":1795885302571,"by":{"id":"29:tanaka","name":"Tanaka"},"why":"patch night"}');


--
-- Data for Name: settings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.settings VALUES
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', '{"timeZone":"Asia/Tokyo"}'),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-sato', '{"language":"ja"}');


--
-- Data for Name: watched_jobs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.watched_jobs VALUES
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02', '5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01', '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', 'cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87', 1795881308311, 1, 10, '{"id":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-02","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:08.311Z","endedAt":"2026-11-28T16:35:03.389Z","durationMs":2395078,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:55:09.611Z","endedAt":"2026-11-28T16:00:49.715Z","durationMs":340104},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:00:49.918Z","endedAt":"2026-11-28T16:35:02.789Z","durationMs":2052871}],"errors":[],"sizeMb":6985,"retainUntil":"2026-12-28T15:55:06.000Z","restore":null}', '{"job":null,"readMs":1795883704591,"detailMs":1795883704591,"missingSinceMs":null,"raised":["started","snapshotDone","ended"],"endSeenMs":1795883704591,"consistency":"told","done":true,"key":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-b448970487d0-vm;iaasvmcontainerv2;rg-app;vm-02","jobId":"cd7c6b0f-7c53-4bbc-9b26-a09b0dd95d87","startedMs":1795881308311,"retainUntilMs":1798473306871,"askedBy":"Tanaka","awaitsSnapshot":true,"ref":{"vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"container":"IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02","item":"VM;iaasvmcontainerv2;rg-app;vm-02"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02","vmResourceGroup":"rg-app","firstBackup":false}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01', '5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01', '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', '0dd62010-3c7b-4ee2-89c8-8c0b63d1e934', 1795881284311, 1, 11, '{"id":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"vmName":"vm-01","vmResourceGroup":"rg-app","operation":"Backup","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:44.311Z","endedAt":"2026-11-28T16:36:51.805Z","durationMs":2527494,"tasks":[{"name":"Take Snapshot","state":"completed","statusText":"Completed","startedAt":"2026-11-28T15:54:45.611Z","endedAt":"2026-11-28T16:02:33.285Z","durationMs":467674},{"name":"Transfer data to vault","state":"completed","statusText":"Completed","startedAt":"2026-11-28T16:02:33.488Z","endedAt":"2026-11-28T16:36:51.205Z","durationMs":2057717}],"errors":[],"sizeMb":5645,"retainUntil":"2026-12-07T15:54:42.000Z","restore":null}', '{"job":null,"readMs":1795883814811,"detailMs":1795883814811,"missingSinceMs":null,"raised":["started","snapshotDone","ended"],"endSeenMs":1795883814811,"consistency":"told","done":true,"key":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-01/trigger-8f5517f06e94-vm;iaasvmcontainerv2;rg-app;vm-01","jobId":"0dd62010-3c7b-4ee2-89c8-8c0b63d1e934","startedMs":1795881284311,"retainUntilMs":1796658882331,"askedBy":"Tanaka","awaitsSnapshot":true,"ref":{"vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-01"},"container":"IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01","item":"VM;iaasvmcontainerv2;rg-app;vm-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01","vmResourceGroup":"rg-app","firstBackup":false}'),
	('5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-02/757c12fd-d00c-4c0e-8e52-0c637551c019', '5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-02', '/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-02/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;web-01/protecteditems/vm;iaasvmcontainerv2;rg-app;web-01', '757c12fd-d00c-4c0e-8e52-0c637551c019', 1795885243010, 0, 14, '{"id":"757c12fd-d00c-4c0e-8e52-0c637551c019","vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-02"},"vmName":"web-01","vmResourceGroup":"rg-app","operation":"Backup","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T17:00:43.010Z","endedAt":null,"durationMs":32141,"tasks":[{"name":"Take Snapshot","state":"inProgress","statusText":"InProgress","startedAt":"2026-11-28T17:00:44.310Z","endedAt":null,"durationMs":30841},{"name":"Transfer data to vault","state":"notStarted","statusText":"NotStarted","startedAt":null,"endedAt":null,"durationMs":null}],"errors":[],"sizeMb":null,"retainUntil":null,"restore":null}', '{"job":null,"readMs":1795885275091,"detailMs":1795885275091,"missingSinceMs":null,"raised":["started"],"endSeenMs":null,"consistency":"waiting","done":false,"key":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/rg-backup/vault-02/757c12fd-d00c-4c0e-8e52-0c637551c019","jobId":"757c12fd-d00c-4c0e-8e52-0c637551c019","startedMs":1795885243010,"retainUntilMs":null,"askedBy":null,"awaitsSnapshot":true,"ref":{"vault":{"subscription":"5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10","resourceGroup":"rg-backup","name":"vault-02"},"container":"IaasVMContainer;iaasvmcontainerv2;rg-app;web-01","item":"VM;iaasvmcontainerv2;rg-app;web-01"},"itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-02/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;web-01/protectedItems/VM;iaasvmcontainerv2;rg-app;web-01","vmName":"web-01","vmResourceGroup":"rg-app","firstBackup":false}');


--
-- Data for Name: watches; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.watches VALUES
	('00000000-0000-4000-8000-0000000000aa', '19:general@thread.tacv2', 'all', 1795881269431, NULL, '{"to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:general@thread.tacv2"},"thread":"1700000000000","owner":{"person":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","tenantId":"00000000-0000-4000-8000-0000000000aa","guest":false},"place":{"id":"19:general@thread.tacv2","kind":"channel","teamId":"19:team@thread.tacv2"}},"language":"en","timeZone":"Asia/Tokyo","createdMs":1795881269431,"scope":{"kind":"all"},"level":"progress"}'),
	('00000000-0000-4000-8000-0000000000aa', 'a:personal-tanaka', 'vm:/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', 1795881274591, NULL, '{"to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"a:personal-tanaka"},"thread":null,"owner":{"person":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","tenantId":"00000000-0000-4000-8000-0000000000aa","guest":false},"place":{"id":"a:personal-tanaka","kind":"personal","teamId":null}},"language":"en","timeZone":"Asia/Tokyo","createdMs":1795881274591,"scope":{"kind":"vm","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02"},"level":"all"}'),
	('00000000-0000-4000-8000-0000000000aa', '19:group@thread.v2', 'vm:/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', 1795881276871, NULL, '{"to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:group@thread.v2"},"thread":null,"owner":{"person":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","tenantId":"00000000-0000-4000-8000-0000000000aa","guest":false},"place":{"id":"19:group@thread.v2","kind":"groupChat","teamId":null}},"language":"en","timeZone":"Asia/Tokyo","createdMs":1795881276871,"scope":{"kind":"vm","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01"},"level":"all"}'),
	('00000000-0000-4000-8000-0000000000aa', '19:left@thread.v2', 'vm:/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-01/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-01', 1795881278311, NULL, '{"to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:left@thread.v2"},"thread":null,"owner":{"person":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","tenantId":"00000000-0000-4000-8000-0000000000aa","guest":false},"place":{"id":"19:left@thread.v2","kind":"groupChat","teamId":null}},"language":"en","timeZone":"Asia/Tokyo","createdMs":1795881278311,"scope":{"kind":"vm","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-01/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-01","vmName":"vm-01"},"level":"all"}'),
	('00000000-0000-4000-8000-0000000000aa', '19:uninstalled@thread.v2', 'vm:/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourcegroups/rg-backup/providers/microsoft.recoveryservices/vaults/vault-01/backupfabrics/azure/protectioncontainers/iaasvmcontainer;iaasvmcontainerv2;rg-app;vm-02/protecteditems/vm;iaasvmcontainerv2;rg-app;vm-02', 1795881280231, 1795881281371, '{"to":{"tenant":"00000000-0000-4000-8000-0000000000aa","conversation":"19:uninstalled@thread.v2"},"thread":null,"owner":{"person":{"id":"29:tanaka","name":"Tanaka","aadObjectId":"00000000-0000-4000-8000-000000000001","tenantId":"00000000-0000-4000-8000-0000000000aa","guest":false},"place":{"id":"19:uninstalled@thread.v2","kind":"groupChat","teamId":null}},"language":"en","timeZone":"Asia/Tokyo","createdMs":1795881280231,"scope":{"kind":"vm","itemId":"/subscriptions/5a1e0f1c-0b5c-4a6e-9d0e-2f4c7b8a9d10/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-01/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-app;vm-02/protectedItems/VM;iaasvmcontainerv2;rg-app;vm-02","vmName":"vm-02"},"level":"failures"}');


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 39, true);


--
-- Name: activities activities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (tenant, conversation, activity);


--
-- Name: audit_log audit_log_attempt_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_attempt_key UNIQUE (attempt);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (seq);


--
-- Name: audit_marks audit_marks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_marks
    ADD CONSTRAINT audit_marks_pkey PRIMARY KEY (name);


--
-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (tenant, conversation);


--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (name);


--
-- Name: dialog_state dialog_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dialog_state
    ADD CONSTRAINT dialog_state_pkey PRIMARY KEY (key);


--
-- Name: health health_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.health
    ADD CONSTRAINT health_pkey PRIMARY KEY (id);


--
-- Name: job_history job_history_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_history
    ADD CONSTRAINT job_history_pkey PRIMARY KEY (job);


--
-- Name: kysely_migration_lock kysely_migration_lock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);


--
-- Name: kysely_migration kysely_migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);


--
-- Name: leases leases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);


--
-- Name: notices notices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (job, event, tenant, conversation);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_tenant_conversation_slot_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_conversation_slot_key UNIQUE (tenant, conversation, slot);


--
-- Name: posted posted_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.posted
    ADD CONSTRAINT posted_pkey PRIMARY KEY (tenant, conversation, slot);


--
-- Name: promises promises_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_pkey PRIMARY KEY (job, tenant, conversation);


--
-- Name: proposals proposals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_pkey PRIMARY KEY (id);


--
-- Name: quiet_records quiet_records_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quiet_records
    ADD CONSTRAINT quiet_records_pkey PRIMARY KEY (tenant, conversation);


--
-- Name: read_counts read_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.read_counts
    ADD CONSTRAINT read_counts_pkey PRIMARY KEY (budget, owner, kind, at);


--
-- Name: read_only read_only_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.read_only
    ADD CONSTRAINT read_only_pkey PRIMARY KEY (id);


--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (tenant, conversation);


--
-- Name: watched_jobs watched_jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.watched_jobs
    ADD CONSTRAINT watched_jobs_pkey PRIMARY KEY (key);


--
-- Name: watched_jobs watched_jobs_vault_job_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.watched_jobs
    ADD CONSTRAINT watched_jobs_vault_job_id_key UNIQUE (vault, job_id);


--
-- Name: watches watches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.watches
    ADD CONSTRAINT watches_pkey PRIMARY KEY (tenant, conversation, scope);


--
-- Name: activities_by_seen_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_by_seen_at ON public.activities USING btree (seen_at);


--
-- Name: audit_log_by_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_at ON public.audit_log USING btree (at);


--
-- Name: audit_log_by_vm_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_vm_at ON public.audit_log USING btree (vm, at);


--
-- Name: dialog_state_by_changed_real; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX dialog_state_by_changed_real ON public.dialog_state USING btree (changed_real);


--
-- Name: job_history_by_item_started_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_history_by_item_started_at ON public.job_history USING btree (item, started_at);


--
-- Name: job_history_by_started_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX job_history_by_started_at ON public.job_history USING btree (started_at);


--
-- Name: notices_by_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_by_at ON public.notices USING btree (at);


--
-- Name: outbox_by_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_by_created_at ON public.outbox USING btree (created_at);


--
-- Name: outbox_by_due_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_by_due_at ON public.outbox USING btree (due_at);


--
-- Name: outbox_by_tenant_conversation_is_update_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX outbox_by_tenant_conversation_is_update_id ON public.outbox USING btree (tenant, conversation, is_update, id);


--
-- Name: posted_by_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX posted_by_at ON public.posted USING btree (at);


--
-- Name: promises_by_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX promises_by_created_at ON public.promises USING btree (created_at);


--
-- Name: promises_by_tenant_conversation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX promises_by_tenant_conversation ON public.promises USING btree (tenant, conversation);


--
-- Name: proposals_by_person_place_until_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_person_place_until_at ON public.proposals USING btree (person, place, until_at);


--
-- Name: proposals_by_until_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_until_at ON public.proposals USING btree (until_at);


--
-- Name: quiet_records_by_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX quiet_records_by_at ON public.quiet_records USING btree (at);


--
-- Name: read_counts_by_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX read_counts_by_at ON public.read_counts USING btree (at);


--
-- Name: watched_jobs_by_done_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watched_jobs_by_done_key ON public.watched_jobs USING btree (done, key);


--
-- Name: watched_jobs_by_item_started_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watched_jobs_by_item_started_at ON public.watched_jobs USING btree (item, started_at);


--
-- Name: watched_jobs_by_revision; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watched_jobs_by_revision ON public.watched_jobs USING btree (revision);


--
-- Name: watched_jobs_by_vault_done_started_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watched_jobs_by_vault_done_started_at ON public.watched_jobs USING btree (vault, done, started_at);


--
-- Name: watches_by_ended_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watches_by_ended_at ON public.watches USING btree (ended_at);


--
-- Name: watches_by_scope_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX watches_by_scope_created_at ON public.watches USING btree (scope, created_at);


--
-- Name: audit_log audit_log_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_log_kept BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION public.audit_log_guard();


--
-- Name: audit_log audit_log_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.audit_log_guard();


--
-- PostgreSQL database dump complete
--


