/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Resource Manager of the practice cloud: joins everything in this folder to the cloud. */

#include "practice-cloud.h"

void practice_arm_register (PracticeCloud *cloud);
