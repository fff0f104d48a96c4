// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/urifield.h"

#include "theme/theme.h"

namespace tierlens {

UriField::UriField(Tier tier, QWidget *parent)
    : QLineEdit(parent)
    , m_tier(tier)
{
    setFont(theme().mono(13));
    setPlaceholderText(tier == Tier::Redis
            ? QStringLiteral("redis://host:6379/0")
            : QStringLiteral("postgresql://user@host:5432/database"));
    connect(this, &QLineEdit::textEdited, this, [this](const QString &text) {
        // Nobody types four signs at once: pasted.
        take(text.size() - m_length > 3);
        m_length = this->text().size();
        Q_EMIT addressEdited();
    });
    connect(this, &QLineEdit::editingFinished, this, [this] { take(true); });
}

void UriField::take(bool hide)
{
    if (text().trimmed().isEmpty())
        m_secrets = {};
    const auto parts = withoutSecrets(m_tier, text());
    if (!parts || parts->secrets.isEmpty())
        return;
    m_secrets = parts->secrets;
    if (hide)
        setText(parts->address); // its history of changes ends here, too
}

void UriField::setAddress(const QString &address)
{
    m_secrets = {};
    const auto parts = withoutSecrets(m_tier, address);
    if (parts)
        m_secrets = parts->secrets;
    const auto shown = parts ? parts->address : address.trimmed();
    if (text() != shown)
        setText(shown);
    setCursorPosition(0); // where it begins says more than its end
    m_length = text().size();
}

QString UriField::address() const
{
    const auto whole = withSecrets(m_tier, text(), m_secrets);
    const auto parts = withoutSecrets(m_tier, text());
    // What stands there wins over what was kept aside.
    return whole && parts && parts->secrets.isEmpty() ? *whole : text().trimmed();
}

QString UriField::problem() const
{
    const auto read = withoutSecrets(m_tier, text());
    return read ? QString() : QString::fromStdString(read.error().text);
}

} // namespace tierlens
