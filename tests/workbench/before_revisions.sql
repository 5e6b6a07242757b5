-- A workbench as Tidegauge at commit eca5c48 made it, before its tables had revisions: 6 items, 2 reviewers.
BEGIN TRANSACTION;
CREATE TABLE baselines (
	id INTEGER NOT NULL, 
	metric TEXT NOT NULL, 
	segment TEXT NOT NULL, 
	filter TEXT NOT NULL, 
	start DATETIME NOT NULL, 
	"end" DATETIME NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE connections (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	gone BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE judge_anchors (
	store TEXT NOT NULL, 
	span_id TEXT NOT NULL, 
	trace_id TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (store, span_id)
);
CREATE TABLE judge_spending (
	day TEXT NOT NULL, 
	spent BIGINT NOT NULL, 
	reserved BIGINT NOT NULL, 
	PRIMARY KEY (day)
);
CREATE TABLE judge_tasks (
	store TEXT NOT NULL, 
	evaluator TEXT NOT NULL, 
	task TEXT NOT NULL, 
	state TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	rows TEXT NOT NULL, 
	PRIMARY KEY (store, evaluator, task)
);
CREATE TABLE label_publications (
	id INTEGER NOT NULL, 
	label INTEGER NOT NULL, 
	gone BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(label) REFERENCES labels (id)
);
CREATE TABLE labels (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	action TEXT NOT NULL, 
	value DOUBLE, 
	label TEXT, 
	comment TEXT, 
	at DATETIME NOT NULL, 
	seconds DOUBLE, 
	withdraws INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(batch, place) REFERENCES review_items (batch, place), 
	UNIQUE (withdraws), 
	FOREIGN KEY(withdraws) REFERENCES labels (id)
);
INSERT INTO "labels" VALUES(1,1,1,'marta','label',1.0,NULL,'Größe “x” 🌊','2026-11-21 12:00:11.000000',3.25,NULL);
INSERT INTO "labels" VALUES(2,1,2,'marta','label',0.0,NULL,NULL,'2026-11-21 12:00:22.000000',4.25,NULL);
INSERT INTO "labels" VALUES(3,1,3,'marta','skip',NULL,NULL,'another team''s','2026-11-21 12:00:33.000000',NULL,NULL);
INSERT INTO "labels" VALUES(4,1,4,'marta','label',NULL,'cannot judge',NULL,'2026-11-21 12:00:44.000000',6.25,NULL);
INSERT INTO "labels" VALUES(5,1,3,'jo','label',1.0,NULL,'Größe “x” 🌊','2026-11-21 12:00:55.000000',3.25,NULL);
INSERT INTO "labels" VALUES(6,1,5,'jo','label',0.0,NULL,NULL,'2026-11-21 12:01:06.000000',4.25,NULL);
INSERT INTO "labels" VALUES(7,1,6,'jo','skip',NULL,NULL,'another team''s','2026-11-21 12:01:17.000000',NULL,NULL);
INSERT INTO "labels" VALUES(8,1,6,'jo','undo',NULL,NULL,NULL,'2026-11-21 12:01:33.000000',NULL,7);
CREATE TABLE review_batches (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	question TEXT NOT NULL, 
	label TEXT NOT NULL, 
	scale TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	store TEXT NOT NULL, 
	filter TEXT NOT NULL, 
	link TEXT NOT NULL, 
	start DATETIME NOT NULL, 
	"end" DATETIME NOT NULL, 
	method TEXT NOT NULL, 
	seed TEXT NOT NULL, 
	population BIGINT NOT NULL, 
	drawn INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "review_batches" VALUES(1,'one','Satisfied?','satisfied','yes or no','session','demo','{"where": []}','','2026-11-14 12:00:00.000000','2026-11-21 12:00:00.000000','random','a',150,6,'ana','2026-11-21 12:00:00.000000');
CREATE TABLE review_claims (
	batch INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	state TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (batch, place, reviewer), 
	FOREIGN KEY(batch) REFERENCES review_batches (id)
);
INSERT INTO "review_claims" VALUES(1,1,'marta','done','2026-11-21 12:00:11.000000','2026-11-21 12:00:11.000000');
INSERT INTO "review_claims" VALUES(1,2,'marta','done','2026-11-21 12:00:22.000000','2026-11-21 12:00:22.000000');
INSERT INTO "review_claims" VALUES(1,3,'marta','skipped','2026-11-21 12:00:33.000000','2026-11-21 12:00:33.000000');
INSERT INTO "review_claims" VALUES(1,4,'marta','done','2026-11-21 12:00:44.000000','2026-11-21 12:00:44.000000');
INSERT INTO "review_claims" VALUES(1,3,'jo','done','2026-11-21 12:00:55.000000','2026-11-21 12:00:55.000000');
INSERT INTO "review_claims" VALUES(1,5,'jo','done','2026-11-21 12:01:06.000000','2026-11-21 12:01:06.000000');
INSERT INTO "review_claims" VALUES(1,6,'jo','open','2026-11-21 12:01:33.000000','2026-11-21 12:03:33.000000');
CREATE TABLE review_inbox (
	trace_id TEXT NOT NULL, 
	span_id TEXT NOT NULL, 
	added_by TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	added_at DATETIME NOT NULL, 
	PRIMARY KEY (trace_id, span_id)
);
CREATE TABLE review_items (
	batch INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	trace_id TEXT NOT NULL, 
	span_id TEXT NOT NULL, 
	session_id TEXT, 
	inclusion_probability DOUBLE NOT NULL, 
	PRIMARY KEY (batch, place), 
	UNIQUE (batch, span_id), 
	FOREIGN KEY(batch) REFERENCES review_batches (id)
);
INSERT INTO "review_items" VALUES(1,1,'t1','s1','c1',0.04);
INSERT INTO "review_items" VALUES(1,2,'t2','s2','c2',0.04);
INSERT INTO "review_items" VALUES(1,3,'t3','s3','c3',0.04);
INSERT INTO "review_items" VALUES(1,4,'t4','s4','c4',0.04);
INSERT INTO "review_items" VALUES(1,5,'t5','s5','c5',0.04);
INSERT INTO "review_items" VALUES(1,6,'t6','s6','c6',0.04);
CREATE TABLE review_plans (
	batch INTEGER NOT NULL, 
	overlap DOUBLE NOT NULL, 
	instruction TEXT NOT NULL, 
	PRIMARY KEY (batch), 
	FOREIGN KEY(batch) REFERENCES review_batches (id)
);
INSERT INTO "review_plans" VALUES(1,0.5,'Read the question first.');
CREATE TABLE saved_views (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	page TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	team BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "saved_views" VALUES(1,'mine','watch/overview.py','n=1','',1,'2026-11-21 12:00:00.000000');
CREATE INDEX ix_judge_tasks_state ON judge_tasks (state);
CREATE INDEX labels_of_reviewers ON labels (batch, reviewer);
CREATE INDEX ix_label_publications_label ON label_publications (label);
COMMIT;
