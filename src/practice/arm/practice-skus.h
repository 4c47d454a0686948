/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sizes of virtual machines and where they are to be had, as data; one size is not available to the
 * subscription and one not in every region, as in life. The scenario's "missingSkus" adds to that.
 * Source: Azure reference, 0 and 3.4 (SKUs). */

#include "practice-cloud.h"

gboolean practice_skus_has (PracticeCloud *cloud, const char *name, const char *location);

void practice_skus_register (PracticeCloud *cloud);
