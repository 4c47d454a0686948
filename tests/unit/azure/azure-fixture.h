/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads tests/fixtures/azure: answers in Azure's form with values of our own. */
#pragma once

#include "depot-json.h"

static inline char *
fixture_dup_text (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("DEPOT_AZURE_FIXTURES"), name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline JsonObject *
fixture_load (const char *name)
{
  g_autofree char *text = fixture_dup_text (name);
  g_autoptr (GError) error = NULL;
  JsonObject *object = depot_json_parse_object (text, -1, &error);

  g_assert_no_error (error);
  return object;
}
