// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/policypanel.h"

#include "panels/policiesdialog.h"
#include "parts/logslider.h"
#include "parts/toggleswitch.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace tierlens {

PolicyPanel::PolicyPanel(QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_cache = addSwitch(tr("Use the cache"),
        tr("Reads ask Redis first and go on to Postgres only if it does not know. Off: every read "
           "asks Postgres, which is always fresh and shows whether anybody needs the speed."),
        &TrafficSettings::cache);
    m_singleFlight = addSwitch(tr("One query per miss"),
        tr("When many ask for the same missing key at once, one of them asks Postgres and the "
           "others wait for its answer. Off: each of them asks, and Postgres gets the whole rush."),
        &TrafficSettings::singleFlight);
    m_jitter = addSwitch(tr("Spread the expiry times"),
        tr("Each key lives up to 20 % shorter or longer than the time to live. Keys filled "
           "together "
           "then do not expire together, but no one can say to the second when one will."),
        &TrafficSettings::jitter);
    m_invalidate = addSwitch(tr("Invalidate on write"),
        tr("A write to Postgres also deletes the keys it concerns, so that the next read is fresh. "
           "Off: writes are cheaper, and answers may be stale until the key expires."),
        &TrafficSettings::invalidateOnWrite);

    const auto help
        = tr("How long Redis keeps an answer. Longer means more hits and older answers; "
             "it counts for keys filled from now on.");
    auto *label = new QLabel(tr("Time to live"), this);
    m_ttlText = new QLabel(this);
    m_ttl = new LogSlider(LogSlider::secondSteps(), this);
    for (QWidget *widget : {static_cast<QWidget *>(label), static_cast<QWidget *>(m_ttlText),
             static_cast<QWidget *>(m_ttl)}) {
        widget->setToolTip(help);
        widget->setProperty("helpTopic", QStringLiteral("time-to-live"));
    }
    m_ttl->setAccessibleDescription(help);
    m_ttlText->setFont(theme().bold13());
    m_ttlText->setProperty("role", QStringLiteral("dim"));
    auto *line = new QHBoxLayout;
    line->setContentsMargins(3, 3, 3, 2);
    line->addWidget(label);
    line->addStretch();
    line->addWidget(m_ttlText);
    auto *slider = new QHBoxLayout;
    slider->setContentsMargins(3, 0, 3, 0);
    slider->addWidget(m_ttl);
    column->addLayout(line);
    column->addLayout(slider);

    m_more = new QPushButton(this);
    m_more->setObjectName(QStringLiteral("morePolicies"));
    m_more->setProperty("role", QStringLiteral("row"));
    m_more->setToolTip(tr("Policies for what expires, what changes and what is forgotten, each "
                          "with what it costs"));
    m_more->setAccessibleDescription(m_more->toolTip());
    column->addWidget(m_more);
    connect(m_more, &QPushButton::clicked, this, &PolicyPanel::showMore);

    connect(m_ttl, &LogSlider::moved, this, &PolicyPanel::showTtl);
    connect(m_ttl, &LogSlider::chosen, this, [this](double seconds) {
        m_traffic.ttl = std::chrono::milliseconds(std::llround(seconds * 1000));
        showTtl(seconds);
        Q_EMIT policyChanged(m_traffic);
    });
    setTraffic(m_traffic);
}

ToggleSwitch *PolicyPanel::addSwitch(
    const QString &text, const QString &help, bool TrafficSettings::*field)
{
    auto *toggle = new ToggleSwitch(text, this);
    toggle->setToolTip(help);
    toggle->setAccessibleDescription(help);
    layout()->addWidget(toggle);
    // clicked(), unlike toggled(), comes from the user alone.
    connect(toggle, &QAbstractButton::clicked, this, [this, field](bool on) {
        m_traffic.*field = on;
        Q_EMIT policyChanged(m_traffic);
    });
    return toggle;
}

void PolicyPanel::setTraffic(const TrafficSettings &traffic)
{
    m_traffic = traffic;
    m_cache->setChecked(traffic.cache);
    m_singleFlight->setChecked(traffic.singleFlight);
    m_jitter->setChecked(traffic.jitter);
    m_invalidate->setChecked(traffic.invalidateOnWrite);
    const double seconds = double(traffic.ttl.count()) / 1000;
    m_ttl->setNearest(seconds);
    if (!m_ttl->isMoving())
        showTtl(seconds);
    nameMore();
    if (m_dialog)
        m_dialog->setTraffic(traffic);
}

void PolicyPanel::nameMore()
{
    const int differing = PoliciesDialog::differing(m_traffic);
    m_more->setText(
        differing > 0 ? tr("More policies… · %n changed", "", differing) : tr("More policies…"));
}

void PolicyPanel::setMemoryReason(const QString &why)
{
    m_memoryReason = why;
    if (m_dialog)
        m_dialog->setMemoryReason(why);
}

void PolicyPanel::showMore()
{
    if (!m_dialog) {
        m_dialog = new PoliciesDialog(window());
        m_dialog->setMemoryReason(m_memoryReason);
        connect(
            m_dialog, &PoliciesDialog::policyChanged, this, [this](const TrafficSettings &traffic) {
                m_traffic = traffic;
                nameMore();
                Q_EMIT policyChanged(m_traffic);
            });
    }
    m_dialog->setTraffic(m_traffic);
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void PolicyPanel::setCompact(bool compact)
{
    for (auto *toggle : {m_cache, m_singleFlight, m_jitter, m_invalidate})
        toggle->setCompact(compact);
}

void PolicyPanel::showTtl(double seconds)
{
    m_ttlText->setText(ttlText(seconds));
    m_ttl->setAccessibleName(tr("Time to live: %1").arg(ttlText(seconds)));
}

QString PolicyPanel::ttlText(double seconds)
{
    const auto whole = std::llround(seconds);
    if (whole >= 3600 && whole % 3600 == 0)
        return tr("%1 h").arg(whole / 3600);
    if (whole >= 120 && whole % 60 == 0)
        return tr("%1 min").arg(whole / 60);
    return seconds < 1 ? tr("%1 s").arg(seconds) : tr("%1 s").arg(whole);
}

} // namespace tierlens
