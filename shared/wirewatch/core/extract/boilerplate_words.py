"""The generic wording of page furniture in many languages, and common function words.

Gathered by hand from general knowledge of the languages; no word is a site's or a story's.
"""

import re
from functools import cache

_CLASSES: dict[str, str] = {
    "function": """
the of and to in that is was for on with as by it at from his he be has have had are this not but
they which an or were their will who been said we you its she her would there than
der die das und ist von den mit zu im des dem nicht ein eine auf für sich auch als dass sie er wird
le la les et est des du une un que dans pour qui sur pas par plus au ce il elle avec sont ont été
el los las del y en se por con una no lo su al como más pero sus ha fue o os da do em não uma na
com para mais dos foi ao pelo pela il di che è per non sono della nel alla dei anche gli ha dal
de het een van en dat niet op te zijn met voor aan door maar ook bij werd och att som är på av för
med till inte om har jag den det i og å er til av ikke han som var fra ble
w na z i że do nie się jest o jak po za od tym oraz przez jego był v a se že je s k na ve by
és hogy nem egy az is van ez volt și în cu la nu că pe din mai este ca
и в не на с что по как он к у из от за это для но о его был же был до при бы так
і в у на що з до та не як за від це про та є и на се от да за че с са ще по
και το του της να η την οι με για από στο που δεν είναι τα στην των θα
bir ve bu için ile da de çok daha olarak olan ne gibi ancak sonra
yang dan di untuk dengan ini dari pada tidak akan itu dalam oleh juga telah
của và là trong cho không một có được các những với người đã khi này đến
في من على إلى أن التي الذي عن هذا هذه كان ما قد لا مع بعد و که در به از را این با است برای آن
میں کے کی کا ہے اور سے کو نے پر के में की है और से को का ने पर कि यह হয় এবং ও থেকে করে
ja on ei että se oli hän mutta kun ovat olla kuin ka un ir no par uz ar kas tas bet kad su iš
""",
    "comment": """
comment comments reply replies respond kommentar kommentare kommentieren antworten commentaire
commentaires répondre comentario comentarios comentar responder comentário comentários commenti
commento rispondi reactie reacties kommentarer komentarz komentarze komentarzy odpowiedz komentář
комментарий комментарии комментариев комментировать ответить коментар коментарі коментари отговор
σχόλια σχόλιο yorum yorumlar cevapla komentar balas التعليقات تعليق تعليقات نظر نظرات upvote
downvote likes moderated commenting comentarii bình luận komentáře hozzászólás
""",
    "related": """
related recommended trending popular latest more mehr auch lesen verwandte meistgelesen weitere
empfohlen similaires aussi lire populaires relacionadas relacionados también leer más leídas
relacionadas leia também mais lidas correlati leggi anche lees ook gerelateerd meest gelezen läs
också mest lästa polecane czytaj również najczęściej czytane także související čtěte читайте также
похожие популярное интересно материалы теме новости главное читайте також популярні още свързани
διαβάστε επίσης σχετικά ilgili haberler oku terkait baca juga terpopuler اقرأ أيضا المزيد مرتبط
بیشتر read next stories headlines xem thêm olvasd mohlo zajímat previous
""",
    "share": """
share tweet facebook twitter whatsapp linkedin pinterest telegram email e-mail print reddit
teilen drucken merken partager imprimer compartir imprimir enviar compartilhar condividi stampa
delen dela dele udostępnij drukuj sdílet поделиться вконтакте одноклассники распечатать твитнуть
поділитися сподели κοινοποίηση paylaş yazdır bagikan مشاركة شارك اشتراک instagram youtube tiktok
copy link bluesky mastodon viber vk follow folgen suivez siguenos skype messenger
""",
    "signup": """
subscribe newsletter subscription subscribers login log sign register account password abonnieren
anmelden abo registrieren einloggen konto abonnez abonnement connexion inscription compte
suscríbete suscribirse boletín iniciar sesión assine assinar entrar cadastro iscriviti abbonati
accedi abonneer inloggen prenumerera logga zaloguj zarejestruj subskrybuj přihlásit předplatné
подписаться подписка подпишитесь войти регистрация пароль підписатися абонирай εγγραφή σύνδεση
giriş üye abone masuk daftar langganan تسجيل الدخول اشترك عضویت ورود premium trial unlock donate
app download mail inbox bulletin postfach courriel boîte correo boletim posta ταχυδρομείο postvak
inkorg рассылка рассылку рассылки почту розсилка skrzynkę skrzynki biuletyn bülten البريد خبرنامه
nyhetsbrev nieuwsbrief infolettre
""",
    "footer": """
copyright © reserved rights terms privacy policy contact about imprint impressum datenschutz agb
kontakt nutzungsbedingungen mentions légales confidentialité droits réservés contacto aviso legal
privacidad derechos reservados contato termos direitos privacidade contatti diritti riservati
colofon voorwaarden rechten villkor kontakta regulamin prywatności prawa zastrzeżone redakcja
podmínky práva redakce контакты реклама правила редакция права защищены соглашение свидетельство
контакти поверителност условия όροι επικοινωνία απορρήτου iletişim künye gizlilik kebijakan
redaksi kontak hubungi حقوق محفوظة الخصوصية اتصل تماس advertise careers sitemap rss jobs
""",
    "consent": """
cookie cookies consent gdpr personalised
personalized adblock blocker javascript browser einwilligung
zustimmen akzeptieren ablehnen accepter refuser consentement aceptar rechazar consentimiento aceitar
rejeitar accetta rifiuta accepteren akceptuję zgadzam souhlasím принять согласие куки файлы
αποδοχή kabul çerez çerezler setuju ملفات vendors preferences enable
""",
    "caption": """
photo photograph image picture file credit getty reuters afp ap dpa epa afp/getty imago pool
foto fotos bild bilder archivbild symbolbild quelle crédit photographie archivo imagen crédito
arquivo imagem divulgação fonte immagine bron beeld fot źródło zdroj ilustrační фото фотография
снимок архив источник снимка φωτογραφία fotoğraf dok ist صورة الصورة عکس screenshot video
illustration alamy shutterstock istock unsplash caption ritzau ntb tt scanpix ansa tass тасс
рисунок kép forrás
""",
    "byline": """
by von par por di door av przez автор author reporter correspondent editor staff redaktion autor
auteur redactor redazione updated published aktualisiert veröffentlicht stand publié modifié
publicado actualizado atualizado pubblicato aggiornato geplaatst gepubliceerd bijgewerkt publicerad
uppdaterad oppdatert publisert opublikowano aktualizacja aktualizováno опубликовано обновлено
публикувана συντάκτης δημοσίευση ημερομηνία güncelleme yayınlanma editör penulis diterbitkan
بقلم كتب نشر تحديث نویسنده تاریخ min read minutes lesezeit lecture ago uhr edt est gmt
""",
    "nav": """
home menu search skip content toggle navigation breadcrumb suche startseite zum inhalt accueil
recherche inicio buscar busca cerca ricerca zoeken sök szukaj strona główna hledat domů главная
поиск меню пошук търсене αρχική αναζήτηση anasayfa ara beranda cari الرئيسية بحث خانه جستجو
next previous back top page weiter zurück suivant précédent siguiente anterior seguinte archive
tags topics section sections close open expand show hide
""",
    "advert": """
advertisement advertising sponsored anzeige werbung publicité publicidad publicidade pubblicità
advertentie annons annonse reklama reklám реклама διαφήμιση reklam iklan إعلان تبلیغات promoted
sponsor affiliate partner offer deal deals coupon buy shop €
""",
    "correction": """
correction clarification berichtigung amended corrected editorsnote disclaimer note contributed
reporting
""",
}
WORD_CLASSES = tuple(_CLASSES)
_CJK_CLASSES: dict[str, str] = {
    "function": "的 了 是 在 和 有 也 を は が の に と で した ます です する "
    "이 가 을 를 는 은 했다 있다",
    "comment": "评论 評論 留言 回复 回覆 网友 コメント 댓글 의견",
    "related": "相关 相關 推荐 推薦 热门 熱門 更多 延伸阅读 延伸閱讀 阅读 関連 おすすめ 人気 "
    "ランキング 記事一覧 최신 관련 인기 기사 많이 본 추천 排行 专题",
    "share": "分享 转发 微博 微信 シェア ツイート 공유 朋友圈",
    "signup": "邮箱 邮件 メール 메일 뉴스레터 登录 登入 "
    "注册 註冊 订阅 訂閱 会员 會員 ログイン 登録 購読 로그인 회원가입 구독",
    "footer": "版权 版權 备案 许可证 联系 聯絡 关于我们 隐私 著作権 無断転載 利用規約 プライバシー "
    "저작권 무단전재 재배포 개인정보 이용약관 ICP",
    "consent": "同意 クッキー 쿠키",
    "caption": "图片 图为 圖 摄 攝 資料圖 写真 撮影 사진 제공",
    "byline": "作者 记者 記者 来源 來源 编辑 編輯 责任编辑 发布时间 更新 기자 입력 수정",
    "nav": "首页 首頁 搜索 搜尋 导航 上一页 下一页 上一篇 下一篇 ホーム 検索 トップ 홈 검색 메뉴",
    "advert": "广告 廣告 広告 광고 赞助",
}


@cache
def word_classes() -> dict[str, int]:
    """Each known word with the bits of its classes, bit i standing for `WORD_CLASSES[i]`."""
    table: dict[str, int] = {}
    for number, text in enumerate(_CLASSES.values()):
        for word in text.split():
            table[word] = table.get(word, 0) | 1 << number
    return table


@cache
def unspaced_classes() -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern for the known pieces of Chinese, Japanese and Korean, with their class bits."""
    table: dict[str, int] = {}
    for name, text in _CJK_CLASSES.items():
        for piece in text.split():
            table[piece] = table.get(piece, 0) | 1 << WORD_CLASSES.index(name)
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table
