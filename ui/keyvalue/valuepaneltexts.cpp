// SPDX-License-Identifier: GPL-3.0-or-later
// What the panel of a value says about it.
#include "core/durationtext.h"
#include "keyvalue/keytexts.h"
#include "keyvalue/valuepanel.h"

#include <QDateTime>
#include <QLabel>
#include <QPlainTextEdit>

#include <algorithm>

namespace tierlens {

void KeyValuePanel::showFacts()
{
    const auto text = [](const std::string &from) {
        return from.empty() ? QStringLiteral("–") : readableName(from);
    };
    const auto length = std::uint64_t(std::max<std::int64_t>(0, m_value.length));
    m_figures[TypeFact]->setText(keyTypeText(m_value.type));
    m_figures[EncodingFact]->setText(text(m_value.encoding));
    m_figures[LengthFact]->setText(isString() ? bytesText(length)
            : length == 1                     ? tr("1 element")
                                              : tr("%1 elements").arg(countText(length)));
    m_figures[LengthFact]->setToolTip(
        isString() ? tr("%1 bytes").arg(countText(length)) : QString());
    m_figures[ExpiryFact]->setText(
        expiresInText(m_value.expiresAt, QDateTime::currentMSecsSinceEpoch()));
    m_figures[MemoryFact]->setText(sizeText(m_value.bytes));
    m_figures[IdleFact]->setText(m_value.idleSeconds < 0
            ? QStringLiteral("–")
            : upText(std::chrono::seconds(m_value.idleSeconds)));
    m_figures[IdleFact]->setToolTip(m_value.idleSeconds < 0
            ? tr("This server counts how often keys are used, not when.")
            : QString());
}

QString KeyValuePanel::leftOutText() const
{
    if (!m_hasValue)
        return {};
    QStringList sentences;
    const auto *shown = part();
    const auto count
        = [](std::int64_t n) { return countText(std::uint64_t(std::max<std::int64_t>(0, n))); };
    if (isString() && shown) {
        const auto read = std::int64_t(shown->value.size());
        if (read < m_value.length)
            sentences << tr("Shown are bytes %1 to %2 of %3; the rest was not read.")
                             .arg(count(m_limits.offset + (read > 0 ? 1 : 0)),
                                 count(m_limits.offset + read), count(m_value.length));
    } else if (!isString()) {
        if (std::int64_t(m_parts->size()) < m_value.length)
            sentences << tr("%1 of %2 elements were read.")
                             .arg(count(std::int64_t(m_parts->size())), count(m_value.length));
        if (shown && std::int64_t(shown->value.size()) < shown->length)
            sentences << tr("Of this element %1 of %2 are shown.")
                             .arg(bytesText(shown->value.size()),
                                 bytesText(std::uint64_t(shown->length)));
    }
    if (m_isBroken)
        sentences << tr("Lines longer than %1 signs are broken here.")
                         .arg(countText(ValueText::MostSigns));
    return sentences.join(QLatin1Char(' '));
}

QString KeyValuePanel::nameTip() const { return m_name->toolTip(); }

QString KeyValuePanel::shownText() const { return m_text->toPlainText(); }

QString KeyValuePanel::stateText() const
{
    return m_state->isVisibleTo(this) ? m_state->text() : QString();
}

QString KeyValuePanel::factText(Fact fact) const { return m_figures[std::size_t(fact)]->text(); }

} // namespace tierlens
