// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keystitle.h"

#include "connect/environmentbadge.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace tierlens {

namespace {
constexpr int TitleEdge = 2; // the line below it
}

KeysTitle::KeysTitle(const Connection &connection, QWidget *parent)
    : QFrame(parent)
    , m_connection(connection)
    , m_state(new QLabel(this))
    , m_allow(new QPushButton(tr("Allow changes…"), this))
{
    auto *title = new QLabel(tr("Keys"), this);
    title->setFont(theme().figure(18));
    auto *name = new QLabel(connection.name, this);
    name->setFont(theme().bold13());
    name->setTextFormat(Qt::PlainText);
    name->setAccessibleName(tr("Connection"));
    m_state->setProperty("role", QStringLiteral("dim"));
    m_state->setAccessibleName(tr("Whether anything may be changed"));
    m_allow->setProperty("role", QStringLiteral("danger"));
    m_allow->setProperty("helpTopic", QStringLiteral("watch-changes"));
    m_state->setProperty("helpTopic", QStringLiteral("watch-changes"));
    m_allow->setToolTip(tr("Asks, and then lets you delete keys on %1.").arg(connection.name));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 10, 14, 10 + TitleEdge);
    row->setSpacing(10);
    row->addWidget(title);
    row->addSpacing(8);
    row->addWidget(name);
    row->addWidget(new EnvironmentBadge(connection, this));
    row->addWidget(m_state);
    row->addStretch(1);
    row->addWidget(m_allow);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumHeight(m_allow->sizeHint().height() + 20 + TitleEdge); // with and without the button
    connect(m_allow, &QAbstractButton::clicked, this, &KeysTitle::changesRequested);
    showState();
}

void KeysTitle::setMayChange(bool mayChange)
{
    m_mayChange = mayChange;
    showState();
}

void KeysTitle::setCanAsk(bool canAsk)
{
    m_canAsk = canAsk;
    showState();
}

void KeysTitle::showState()
{
    m_state->setText(m_mayChange ? tr("changes allowed") : tr("read-only"));
    m_allow->setVisible(!m_mayChange && m_canAsk);
}

QString KeysTitle::stateText() const { return m_state->text(); }

void KeysTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(0, height() - TitleEdge, width(), TitleEdge, colorOf(m_connection));
}

} // namespace tierlens
