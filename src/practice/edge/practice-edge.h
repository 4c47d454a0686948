/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The instances of scale sets, as far as a client can notice them: for every service whose machines
 * run and whose firewall lets 443 in, the very agent and nginx that run on real instances, bound to
 * the service's public address (a loopback address) and the port "edge". Where nginx, Python or
 * openssl is missing, the program itself answers by the same rules. Stopping, starting, scaling, a
 * new certificate and a missing role therefore change what a client gets. Source: Azure
 * reference, 4.4. */

#include "practice-cloud.h"

void practice_edge_register (PracticeCloud *cloud);
