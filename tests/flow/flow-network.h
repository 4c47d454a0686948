/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network monitor whose network costs by the byte as long as a file exists. Main thread. */
#pragma once

/* Before anybody asked for the program's network monitor; file NULL: nothing is changed. */
void flow_network_install (const char *file);
