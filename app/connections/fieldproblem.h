// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

namespace tierlens {

// A part of an address as a form shows it.
enum class AddressField : std::uint8_t {
    Host,
    Port,
    Socket,
    Sentinels,
    Service, // of the Sentinels; of pg_service.conf
    User,
    Password,
    OtherPassword, // of the Sentinels; of Postgres' TLS key
    Database,
    TlsMode,
    CaFile,
    CertificateFile,
    KeyFile,
    TunnelDestination,
    TunnelPort
};

// What is wrong with what stands in a field; one sentence.
struct FieldProblem
{
    AddressField field;
    QString text;
};
using FieldProblems = std::vector<FieldProblem>;

// Empty is no problem: it means the usual port.
bool isPort(const QString &text);

} // namespace tierlens
