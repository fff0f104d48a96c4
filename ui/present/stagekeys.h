// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>

#include <utility>

namespace tierlens {

// Every key of presenter mode, as large as what else is on stage.
class StageKeys : public QWidget
{
    Q_OBJECT
public:
    using Keys = QList<std::pair<QString, QString>>; // key, what it does

    StageKeys(const Keys &keys, QWidget *parent);
    void setScale(double scale);
    QSize neededSize() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Keys m_keys;
    double m_scale = 1;
};

// How one gets out and where the keys are: comes with the mouse, and fades when that rests.
class StageHint : public QWidget
{
    Q_OBJECT
public:
    explicit StageHint(QWidget *parent);
    void setScale(double scale);
    void setReducedMotion(bool reduced) { m_reduced = reduced; }
    void appear();
    static QString text();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QTimer m_stands;
    QVariantAnimation m_fade;
    double m_scale = 1;
    bool m_reduced = false;
};

} // namespace tierlens
