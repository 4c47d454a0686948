/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Public addresses: loopback addresses 127.77.x.y, each given out once and never again, so that no
 * two services ever had the same one. */

#include "practice-cloud.h"

char *practice_public_address_allocate (PracticeCloud *cloud);
