// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/serveranswer.h"

#include <QtEndian>

namespace tierlens {

namespace {

constexpr qint32 ProtocolVersion = 3 << 16;
constexpr qsizetype LongestAnswer = 16'384; // bytes; whoever says more is neither

void appendNumber(QByteArray &bytes, qint32 number)
{
    char four[4];
    qToBigEndian(number, four);
    bytes.append(four, sizeof four);
}

qint32 numberAt(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<qint32>(bytes.constData() + at);
}

// The SQLSTATE of an error: fields of a letter and a text, each ended by a zero.
QByteArray sqlState(const QByteArray &fields)
{
    for (const auto &field : fields.split('\0')) {
        if (field.startsWith('C'))
            return field.mid(1);
    }
    return {};
}

LocalState stateOfError(const QByteArray &code)
{
    if (code == "57P03") // starting up, recovering or shutting down
        return LocalState::NotReady;
    if (code == "53300") // too many connections
        return LocalState::Full;
    if (code == "28P01")
        return LocalState::WantsPassword;
    if (code == "3D000") // let in, but there is no such database
        return LocalState::Open;
    return LocalState::OtherUser;
}

std::optional<LocalState> stateOfAuthentication(qint32 kind)
{
    switch (kind) {
    case 0:
        return LocalState::Open;
    case 3: // in clear
    case 5: // MD5
    case 10: // SASL: SCRAM
        return LocalState::WantsPassword;
    default: // Kerberos and its like
        return LocalState::OtherUser;
    }
}

} // namespace

QByteArray serverQuestion(const ServerPlace &place)
{
    if (place.tier == Tier::Redis)
        return "*1\r\n$4\r\nPING\r\n";
    QByteArray said;
    appendNumber(said, ProtocolVersion);
    const auto user = place.user.isEmpty() ? QByteArray("postgres") : place.user.toUtf8();
    for (const auto &[name, value] : {std::pair<const char *, QByteArray>{"user", user},
             {"database", place.database.isEmpty() ? user : place.database.toUtf8()},
             {"application_name", "Tierlens"}})
        said += QByteArray(name) + '\0' + value + '\0';
    said += '\0';
    QByteArray message;
    appendNumber(message, static_cast<qint32>(said.size() + 4));
    return message + said;
}

ServerAnswer redisAnswer(const QByteArray &bytes)
{
    const auto end = bytes.indexOf('\n');
    if (end < 0)
        return {{}, bytes.size() > LongestAnswer, {}};
    const auto line = bytes.left(end).trimmed();
    ServerAnswer answer;
    answer.isOver = true;
    const auto begins = [&line](const char *word) { return line.startsWith(word); };
    if (begins("+PONG"))
        answer.state = LocalState::Open;
    else if (begins("-NOAUTH"))
        answer.state = LocalState::WantsPassword;
    else if (begins("-LOADING"))
        answer.state = LocalState::NotReady;
    else if (begins("-NOPERM") || begins("-DENIED"))
        answer.state = LocalState::OtherUser;
    else if (begins("-ERR max number of clients"))
        answer.state = LocalState::Full;
    else if (begins("-ERR operation not permitted")) // NOAUTH before Redis 2.6
        answer.state = LocalState::WantsPassword;
    else if (begins("-MASTERDOWN") || begins("-MISCONF") || begins("-BUSY"))
        answer.state = LocalState::Open; // there, with troubles of its own
    return answer;
}

ServerAnswer postgresAnswer(const QByteArray &bytes)
{
    constexpr qsizetype Head = 5; // letter and length
    ServerAnswer answer;
    for (qsizetype at = 0; at + Head <= bytes.size();) {
        const char letter = bytes[at];
        const auto length = qsizetype(numberAt(bytes, at + 1));
        if (length < 4 || length > LongestAnswer)
            return {answer.state, true, {}}; // something else that listens there
        if (at + 1 + length > bytes.size())
            return answer;
        const auto content = bytes.mid(at + Head, length - 4);
        at += 1 + length;
        switch (letter) {
        case 'R':
            if (content.size() < 4)
                return {{}, true, {}};
            answer.state = stateOfAuthentication(numberAt(content, 0));
            if (answer.state != LocalState::Open)
                return {answer.state, true, {}};
            break; // let in: what follows may still be an error
        case 'E':
            answer.state = stateOfError(sqlState(content));
            answer.isOver = true;
            return answer;
        case 'Z':
            answer.isOver = true;
            answer.goodbye.append('X');
            appendNumber(answer.goodbye, 4);
            return answer;
        case 'S':
        case 'K':
        case 'N':
        case 'v':
            break; // settings, the key to cancel with, notices, an older protocol offered
        default:
            return {{}, true, {}};
        }
    }
    answer.isOver = bytes.size() > LongestAnswer;
    return answer;
}

} // namespace tierlens
