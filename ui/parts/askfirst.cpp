// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/askfirst.h"

#include <QMessageBox>
#include <QPushButton>

namespace tierlens {

void askFirst(QWidget *window, const AskFirst &words, std::function<void()> then)
{
    const auto name = QStringLiteral("askFirst");
    if (auto *open = window->findChild<QMessageBox *>(name)) // asked already
        return open->raise();
    auto *box = new QMessageBox(
        QMessageBox::Question, words.question, words.question, QMessageBox::NoButton, window);
    box->setObjectName(name);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(words.whatEnds);
    auto *go = box->addButton(words.go, QMessageBox::AcceptRole);
    auto *stay = box->addButton(words.stay, QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(go, &QPushButton::clicked, window, std::move(then));
    box->open();
}

} // namespace tierlens
