"""What error, sign-in, consent, search and subscription pages say, in ten languages."""

from typing import NamedTuple


class Phrases(NamedTuple):
    """The words of one language's pages that hold no article; `errors` are (title, text)."""

    errors: tuple[tuple[str, str], ...]
    sign_in: tuple[str, ...]
    consent: tuple[str, ...]
    search: str
    subscribe: tuple[str, ...]
    more: str
    sections: tuple[str, ...]


PHRASES: dict[str, Phrases] = {
    "en": Phrases(
        (("Page not found", "We could not find what you were looking for. It may have moved, or the"
          " address may have been mistyped."),
         ("Sorry, something went wrong (500)", "Our engineers have been told. Please try again in a"
          " few minutes."),
         ("Access denied", "Your request was blocked. Quote reference 18.4f2a to us.")),
        ("Sign in to your account", "E-mail address", "Password", "Remember me on this computer",
         "Forgotten your password?", "No account yet? Register in one minute."),
        ("Before you continue", "We and our 214 partners store and read information on your device,"
         " such as cookies, to show personalised ads and to count readers.",
         "You can accept, refuse, or choose one purpose after another. Your choice is kept for six"
         " months.", "Accept all", "Refuse", "More choices"),
        "Search results for",
        ("Subscribe to keep reading", "This story is for subscribers. Support local reporting from"
         " one pound a week.", "Monthly", "Yearly, save a third", "Already a subscriber? Sign in"),
        "Read more", ("World", "Region", "Money", "Sport", "Arts"),
    ),
    "de": Phrases(
        (("Seite nicht gefunden", "Die Adresse führt ins Leere. Vielleicht hilft die Suche oder ein"
          " Blick auf die Startseite."),
         ("Fehler 503", "Unsere Server sind gerade überlastet. Bitte in einigen Minuten erneut"
          " versuchen.")),
        ("Anmelden", "E-Mail-Adresse", "Passwort", "Angemeldet bleiben", "Passwort vergessen?",
         "Noch kein Konto? Jetzt kostenlos registrieren."),
        ("Ihre Privatsphäre", "Wir und unsere 190 Partner speichern Cookies auf Ihrem Gerät, um"
         " Anzeigen auszuwählen und Zugriffe zu zählen.",
         "Ihre Einwilligung können Sie jederzeit widerrufen.", "Zustimmen", "Ablehnen",
         "Einstellungen"),
        "Suchergebnisse für",
        ("Weiterlesen mit Abo", "Dieser Artikel ist unseren Abonnenten vorbehalten. Der erste Monat"
         " kostet einen Euro.", "Monatlich", "Jährlich", "Schon Abonnent? Hier anmelden"),
        "Mehr lesen", ("Politik", "Region", "Wirtschaft", "Sport", "Kultur"),
    ),
    "fr": Phrases(
        (("Page introuvable", "Cette adresse ne correspond à aucune page. Elle a peut-être"
          " changé de place."),
         ("Erreur 500", "Nos équipes sont prévenues. Merci de réessayer dans quelques minutes.")),
        ("Connexion", "Adresse e-mail", "Mot de passe", "Se souvenir de moi",
         "Mot de passe oublié ?", "Pas encore de compte ? Inscrivez-vous."),
        ("Votre vie privée", "Avec nos 163 partenaires, nous déposons des cookies pour mesurer"
         " l'audience et afficher des publicités personnalisées.",
         "Vous pouvez retirer votre consentement à tout moment.", "Accepter", "Refuser",
         "Paramétrer"),
        "Résultats de recherche pour",
        ("Article réservé aux abonnés", "Abonnez-vous pour lire la suite, le premier mois est à un"
         " euro.", "Mensuel", "Annuel", "Déjà abonné ? Connectez-vous"),
        "Lire la suite", ("Monde", "Régions", "Économie", "Sports", "Culture"),
    ),
    "es": Phrases(
        (("Página no encontrada", "La dirección no existe o ha cambiado. Puede probar con el"
          " buscador."),),
        ("Iniciar sesión", "Correo electrónico", "Contraseña", "Recordarme",
         "¿Ha olvidado su contraseña?", "¿Aún no tiene cuenta? Regístrese."),
        ("Su privacidad", "Nosotros y nuestros 120 socios usamos cookies para medir la audiencia y"
         " mostrar anuncios personalizados.", "Puede retirar su consentimiento cuando quiera.",
         "Aceptar", "Rechazar", "Configurar"),
        "Resultados de búsqueda de",
        ("Contenido para suscriptores", "Suscríbase para seguir leyendo, el primer mes cuesta un"
         " euro.", "Mensual", "Anual", "¿Ya es suscriptor? Entre aquí"),
        "Leer más", ("Mundo", "Región", "Economía", "Deportes", "Cultura"),
    ),
    "ru": Phrases(
        (("Страница не найдена", "Возможно, её перенесли или в адресе ошибка. Попробуйте поиск."),
         ("Ошибка 502", "Сервер не отвечает. Зайдите, пожалуйста, через несколько минут.")),
        ("Вход", "Электронная почта", "Пароль", "Запомнить меня", "Забыли пароль?",
         "Ещё нет учётной записи? Зарегистрируйтесь."),
        ("Ваши данные", "Мы и наши партнёры храним на вашем устройстве файлы cookie, чтобы считать"
         " читателей и показывать рекламу.", "Согласие можно отозвать в любой момент.", "Принять",
         "Отказаться", "Настроить"),
        "Результаты поиска",
        ("Материал для подписчиков", "Оформите подписку, чтобы читать дальше. Первый месяц стоит"
         " один рубль.", "На месяц", "На год", "Уже подписаны? Войдите"),
        "Читать далее", ("Мир", "Регион", "Экономика", "Спорт", "Культура"),
    ),
    "zh": Phrases(
        (("页面不存在", "您访问的页面可能已被移动或删除,请返回首页。"),),
        ("用户登录", "邮箱", "密码", "记住我", "忘记密码?", "还没有账号?立即注册。"),
        ("隐私设置", "我们和合作伙伴使用Cookie统计读者人数并展示个性化广告。",
         "您可以随时撤回同意。", "全部同意", "拒绝", "设置"),
        "搜索结果",
        ("订阅后继续阅读", "本文仅供订阅用户阅读,首月一元。", "按月", "按年", "已订阅?请登录"),
        "更多", ("国际", "地方", "财经", "体育", "文化"),
    ),
    "ar": Phrases(
        (("الصفحة غير موجودة", "ربما نقلت الصفحة أو كتب العنوان خطأ. جرب البحث."),),
        ("تسجيل الدخول", "البريد الإلكتروني", "كلمة المرور", "تذكرني", "هل نسيت كلمة المرور؟",
         "ليس لديك حساب؟ سجل الآن."),
        ("خصوصيتك", "نستخدم نحن وشركاؤنا ملفات تعريف الارتباط لعد القراء وعرض الإعلانات.",
         "يمكنك سحب موافقتك في أي وقت.", "قبول", "رفض", "إعدادات"),
        "نتائج البحث عن",
        ("هذا المقال للمشتركين", "اشترك لمتابعة القراءة، الشهر الأول بدولار واحد.", "شهري", "سنوي",
         "مشترك بالفعل؟ ادخل"),
        "اقرأ المزيد", ("العالم", "المنطقة", "اقتصاد", "رياضة", "ثقافة"),
    ),
    "ja": Phrases(
        (("ページが見つかりません", "お探しのページは移動または削除された可能性があります。"),),
        ("ログイン", "メールアドレス", "パスワード", "次回から自動でログインする",
         "パスワードをお忘れの方", "会員登録はこちら。"),
        ("プライバシー設定", "当社とパートナーは、読者数の計測と広告のためにクッキーを使います。",
         "同意はいつでも取り消せます。", "同意する", "拒否する", "詳しい設定"),
        "検索結果",
        ("この記事は会員限定です", "続きを読むには会員登録が必要です。初月は百円です。", "月額",
         "年額", "会員の方はログイン"),
        "続きを読む", ("国際", "地域", "経済", "スポーツ", "文化"),
    ),
    "tr": Phrases(
        (("Sayfa bulunamadı", "Aradığınız sayfa taşınmış ya da adres yanlış yazılmış olabilir."),),
        ("Giriş yap", "E-posta adresi", "Parola", "Beni hatırla", "Parolanızı mı unuttunuz?",
         "Hesabınız yok mu? Kaydolun."),
        ("Gizliliğiniz", "Biz ve ortaklarımız okurları saymak ve reklam göstermek için çerez"
         " kullanıyoruz.", "Onayınızı istediğiniz zaman geri alabilirsiniz.", "Kabul et", "Reddet",
         "Ayarlar"),
        "Arama sonuçları",
        ("Bu yazı abonelere özel", "Okumaya devam etmek için abone olun, ilk ay bir lira.", "Aylık",
         "Yıllık", "Abone misiniz? Giriş yapın"),
        "Devamını oku", ("Dünya", "Bölge", "Ekonomi", "Spor", "Kültür"),
    ),
    "el": Phrases(
        (("Η σελίδα δεν βρέθηκε", "Ίσως μεταφέρθηκε ή η διεύθυνση γράφτηκε λάθος."),),
        ("Σύνδεση", "Ηλεκτρονική διεύθυνση", "Κωδικός", "Να με θυμάσαι", "Ξεχάσατε τον κωδικό;",
         "Δεν έχετε λογαριασμό; Εγγραφείτε."),
        ("Το απόρρητό σας", "Εμείς και οι συνεργάτες μας χρησιμοποιούμε cookies για να μετράμε τους"
         " αναγνώστες και να δείχνουμε διαφημίσεις.",
         "Μπορείτε να ανακαλέσετε τη συγκατάθεση όποτε θέλετε.", "Αποδοχή", "Άρνηση", "Ρυθμίσεις"),
        "Αποτελέσματα αναζήτησης",
        ("Μόνο για συνδρομητές", "Γίνετε συνδρομητής για να διαβάσετε τη συνέχεια, ο πρώτος μήνας"
         " κοστίζει ένα ευρώ.", "Μηνιαία", "Ετήσια", "Είστε συνδρομητής; Συνδεθείτε"),
        "Διαβάστε περισσότερα", ("Κόσμος", "Περιφέρεια", "Οικονομία", "Αθλητικά", "Πολιτισμός"),
    ),
}  # fmt: skip
