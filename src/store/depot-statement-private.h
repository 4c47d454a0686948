/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a statement, for depot-database.c which fills it. */
#pragma once

#include "depot-statement.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_VALUE_NULL,
  DEPOT_VALUE_INT,
  DEPOT_VALUE_DOUBLE,
  DEPOT_VALUE_TEXT,
  DEPOT_VALUE_JSON,
} DepotValueType;

typedef struct
{
  DepotValueType type;
  union
  {
    gint64 number;
    double real;
    char *text;
    JsonObject *json;
  };
} DepotValue;

struct _DepotStatement
{
  const char *sql;
  GArray *given; /* DepotValue */
  DepotStatementCheck check;
  int json_column; /* -1: none */

  guint n_columns;
  GArray *found; /* DepotValue, row after row */
};

G_END_DECLS
