/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part of test-templates.c: the rows of the health group and the keyboard among them. */
#pragma once

#include "depot-house.h"

/* house: the open one of the test, borrowed. */
void health_rows_add_tests (DepotHouse **house);
