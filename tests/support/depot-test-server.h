/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scripted HTTPS server on a free loopback port, for tests of whoever talks to Azure. Plays
 * identity, Resource Manager, vault and storage at once; its certificate is made for the run. A
 * reply is text: status, headers, an empty line, body. "{base}" in it stands for the server's own
 * "https://localhost:port". Main thread; caller owns.
 */
#pragma once

#include "depot-cloud.h"
#include "depot-json.h"
#include "depot-test-certificate.h"

#define DEPOT_TYPE_TEST_SERVER (depot_test_server_get_type ())
G_DECLARE_FINAL_TYPE (DepotTestServer, depot_test_server, DEPOT, TEST_SERVER, GObject)

/* What came in. All owned by the server. */
typedef struct
{
  char *method, *path, *query, *body;
  GHashTable *headers; /* lower-case name → value */
  gint64 arrived_us;   /* monotonic */
} DepotTestExchange;

DepotTestServer *depot_test_server_new (void);
/* With this certificate. */
DepotTestServer *depot_test_server_new_showing (const DepotTestCertificate *plan);
/* Its key and certificate. Borrowed. */
const char *depot_test_server_get_pem (DepotTestServer *self);
guint depot_test_server_get_port (DepotTestServer *self);
char *depot_test_server_dup_url (DepotTestServer *self, const char *path);
/* An environment made of nothing but this server. */
DepotCloud *depot_test_server_dup_cloud (DepotTestServer *self);
/* The same, but trusting another server's certificate only. */
DepotCloud *depot_test_server_dup_cloud_trusting (DepotTestServer *self, DepotTestServer *other);
/* An environment on another port of this computer, which this server's certificate vouches for. */
DepotCloud *depot_test_server_dup_cloud_at (DepotTestServer *self, guint port);

/* The next answer to "GET /path" (or "*": to whatever comes): answers of one key are given in
 * order, the last one again and again, until more are said. Reply "200\nName: value\n\nbody";
 * "RAW\n…" is written as it stands and the connection closed. Nothing scripted is answered 500. */
void depot_test_server_say (DepotTestServer *self, const char *key, const char *reply);
/* "200" with this body. */
void depot_test_server_say_json (DepotTestServer *self, const char *key, const char *json);

guint depot_test_server_count (DepotTestServer *self);
/* The request number index, from 0. Borrowed. */
const DepotTestExchange *depot_test_server_get (DepotTestServer *self, guint index);
/* How many of these came. */
guint depot_test_server_count_of (DepotTestServer *self, const char *method, const char *path);
