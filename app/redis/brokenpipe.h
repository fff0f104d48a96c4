// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tierlens {

// hiredis writes to sockets in a way that ends the whole process with SIGPIPE when the server has
// just died. After this, such a write fails like any other. Done by each new RedisConnection.
void surviveBrokenPipes();

} // namespace tierlens
