"""Small words and letters that tell related languages apart where letter statistics do not.

The lists are the project's own: for each language the words that any page of it has, chosen to
differ from its relatives'. A word may stand in several lists; what counts is who has more.
"""

from functools import cache

_WORDS = {
    "en": """
        the of and to in is was for on with as by at from that his her it are were be has
        have had this which or an not but they their who will would after
    """,
    "fr": """
        le la les de des du et est un une en dans que qui pour par sur avec au aux ce cette
        ces il elle ils sont été ont a à pas ne se son sa ses plus mais ou où d l
    """,
    "es": """
        el la los las de del y en que es un una por con para se su sus al lo como más fue no
        pero ha han son entre desde esta este sobre o también cuando sin si uno e le muy
    """,
    "pt": """
        o a os as de do da dos das e em no na nos nas um uma que é por com para se ao à não
        mais como foi são pelo pela mas seu sua ou também até sobre entre às aos quando sem
        esse isso
    """,
    "gl": """
        o a os as de do da dos das e en no na nos nas un unha que é por con para se ao á non
        máis como foi son polo pola pero seu súa ou tamén ata sobre entre ás aos cando sen
        iso
    """,
    "ca": """
        el la els les de del dels i en que és un una per amb al als es no més com va ser són
        seva seu però o també fins sobre entre des aquest aquesta quan ha han molt l d
    """,
    "it": """
        il lo la i gli le di del della dei delle e è in un una che per con non al alla si da
        dal sono più come anche ma nel nella su ha hanno questo questa stato era o ai agli
        tra l
    """,
    "ro": """
        de și în la a cu pe din care este un o pentru nu că au mai fost sau să prin după
        sunt al ale
    """,
    "de": """
        der die das und in den von zu mit ist im des auf für nicht ein eine als dem sich
        auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie über
        einen zum zur
    """,
    "nl": """
        de het een en van in is dat op te zijn met voor niet aan er om ook als bij door naar
        over uit maar worden werd heeft hij ze wordt tot deze dit of die was hun kan nog
    """,
    "af": """
        die van en in is het wat n om te nie vir met op sy was aan as deur hulle kan word
        ook of by
    """,
    "sv": """
        och i att det som en på är av för med den till inte har de ett om han från var vid
        kan sig men så efter eller också mot under hade när
    """,
    "da": """
        og i at det som en på er af for med den til ikke har de et om han fra var ved kan
        sig men så efter eller også mod under havde når blev bliver mellem nu meget noget
        nogle uge hvad hvor kun dig mig op ud vores deres selv være gør skal land få år
        sagde dog flere sted blevet samme fortsat giver ifølge stadig været kendt hjælp
        skole bruger bruges muligt egen eget hvis verden vigtig siden vand stor første
        ligger skulle kunne måske hvilket derfor gennem altid selvom sammen kroatiske
    """,
    "no": """
        og i at det som en på er av for med den til ikke har de et om han fra var ved kan
        seg men så etter eller også mot under hadde når ble blir mellom nå mye noe noen uke
        hva hvor bare deg meg opp ut vår deres selv være gjør skal land få år sa flere sted
        ei enn fram mens disse blitt samme fortsatt gir ifølge dagens fremdeles vært kjent
        hjelp skole bruker brukes mulig egen eget hvis verden viktig siden vann veldig stor
        første
    """,
    "pl": """
        i w na z do się nie że to jest o jak po za od przez dla są był była które który oraz
        tym jego ich ale już tego lub być przy a może ze
    """,
    "cs": """
        a v na se je že s z do o to i za po jako pro od byl která který jsou ve by ale které
        jeho nebo také při k bylo jen až podle než být má může si už však když před roce
    """,
    "sk": """
        a v na sa je že s z do o to aj za po ako pre od bol ktorá ktorý sú vo by ale ktoré
        jeho alebo tiež pri k bolo len až podľa než byť má môže si už však keď pred roku
    """,
    "sl": """
        in v na se je da s z do o to za po kot pri od bil ki so bi ali ne tudi pa še ga kar
        iz
    """,
    "hr": """
        i u na se je da s za od o što iz koji koja koje su kao ali ne po te bi ili već
        također nije bio tko tijekom prije poslije tjedan tisuća općina gdje uvijek ovdje
        europa svijet dvije mjesto vrijeme prema između zbog oko sa vrlo kada uz oni vlak
        zrak sveučilište povijest obitelj otok suradnja siječnja veljače ožujka travnja
        svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca općenito točno
        ravnatelj
    """,
    "bs": """
        i u na se je da s za od o što iz koji koja koje su kao ali ne po te bi ili već
        također nije bio ko tokom prije poslije sedmica hiljada općina gdje uvijek ovdje
        evropa svijet dvije mjesto vrijeme prema između zbog oko sa vrlo kada uz oni voz
        zrak univerzitet historija šta porodica ostrvo saradnja januara februara marta
        aprila maja juna jula augusta septembra oktobra novembra decembra evropske evropski
        hiljade sedmice tačno direktor bosne
    """,
    "id": """
        yang dan di dari untuk dengan pada ini itu dalam tidak adalah akan ke oleh juga
        karena bahwa bisa mereka telah sebagai atau saat lebih kata anda ada dapat tersebut
        menjadi beberapa seperti tetapi namun setelah dia ia para kota provinsi polisi uang
        mobil rumah maret juli agustus desember eropa inggris prancis amerika serikat jerman
        rusia internasional nasional universitas informasi kualitas aktivitas wilayah
        sekitar sebagian kapal seorang sebuah suatu kami kita bagi terhadap hingga ketika
        berbeda biasanya memiliki membuat kereta presiden pemerintah perusahaan kantor
        pasien situs penerbangan sementara satu-satunya sering kali merupakan hanya serta
        penduduk bukan mempunyai negara terdapat kepada semua bandara maskapai relawan
        listrik efek bis dokter pabrik wisata lahan tim klub resmi senin kamis jumat minggu
        bicara peneliti siswa mahasiswa ledakan pengadilan kasus tentara bisnis gubernur
        jenderal korban artikel dewan oposisi pemilu kampanye partai pria laki-laki
        perempuan sepak awak negeri sedangkan dugaan walau warga mewajibkan memperoleh
        berkemah taman tempat tipikal mengatakan dikatakan melakukan melalui menggunakan
        bangsa orang-orang kini pun sudah belum harus banyak baru lain tiap lewat gratis
        paspor tersedia bayi musim kecil sungai belas setiap anak gerakan zaman seluruh
        antara dunia wanita pusat terkenal perlu mendapatkan menyediakan turut lapangan
        terbang tahun kawasan media tambahan hotel pasukan muncul tujuan mengapa daerah
        koalisi sistem perang mungkin gagal
    """,
    "ms": """
        yang dan di dari untuk dengan pada ini itu dalam tidak adalah akan ke oleh juga
        kerana bahawa boleh mereka telah sebagai atau apabila lebih kata anda ada dapat
        tersebut menjadi beberapa seperti tetapi namun selepas dia ia para bandar wilayah
        polis wang kereta mac julai ogos disember eropah british perancis amerika syarikat
        jerman rusia antarabangsa negara universiti maklumat kualiti aktiviti kawasan
        sekitar sebahagian seorang sebuah suatu kami kita bagi terhadap sehingga ketika
        berbeza biasanya mempunyai membuat presiden ialah sahaja kerajaan pejabat pesakit
        laman penerbangan manakala daripada kepada ahli ramai semasa sering terdapat
        merupakan serta penduduk pelbagai bukan hanya iaitu beliau menerusi turut hospital
        semua stesen pasukan perlawanan pengerusi jurucakap berkata penyelidik pelajar
        berkenaan sekiranya agensi teksi doktor kilang pelancong kemudahan akhbar tentera
        letupan mahkamah kes berkuasa setiausaha perniagaan dilaporkan isnin khamis jumaat
        ahad merentasi bercanggah sepanyol itali jepun mesir parti pilihan raya perlu
        mendapatkan menyediakan dijangka terbabit elektrik anak sungai gerakan lapangan
        terbang tempatan terkenal zaman bahagian seluruh kebanyakan melalui menggunakan
        melakukan mengatakan tahun sudah belum harus banyak lain setiap pasport percuma bayi
        kecil antara dunia lelaki wanita pusat muncul tujuan mengapa mungkin gagal perang
    """,
    "tr": """
        ve bir bu da de için ile olarak çok daha olan ne gibi kadar sonra ancak göre en o
        ise tarafından değil her olduğu var ya ki
    """,
    "az": """
        və bir bu da də üçün ilə olaraq çox daha olan kimi qədər sonra görə ən o isə
        tərəfindən deyil hər olduğu var ya ki
    """,
    "vi": """
        và của là có được cho trong một các không với những người này đã để từ khi đến ở
        cũng như vào về năm nhiều ra hay tại
    """,
    "sw": """
        ya na wa kwa ni katika za la kuwa cha hii watu alisema au pia kama hiyo vya ambayo
        baada
    """,
    "eu": """
        eta da ez bat du dira izan zen dute baina ere zuen hau edo egin
    """,
    "sq": """
        të e në dhe i që për me një nga është nuk më si u ka janë
    """,
    "hu": """
        a az és hogy nem is egy volt meg de csak ez el mint van már ki azt
    """,
    "fi": """
        ja on ei se että oli ovat mutta kun myös joka hän niin kuin tai mukaan
    """,
    "et": """
        ja on ei et see oli ka kui mis aga ta või oma ning selle
    """,
    "lt": """
        ir yra į kad iš su buvo ne kaip bet tai jis apie už nuo per
    """,
    "lv": """
        un ir no ar par uz kas ka bija tas kā bet arī lai pēc
    """,
    "tl": """
        ang ng sa na mga ay at ito para hindi ni siya kung nang isang may
    """,
    "ru": """
        и в не на что с по это как из от за к у о его для был но или так они она то все при
        до также может между во со их была были если когда чем который которые только
    """,
    "uk": """
        і в не на що з по це як із від за до у про його для був але або так вони вона то всі
        при також може між та їх була були якщо коли ніж який які й є
    """,
    "be": """
        і ў не на што з па гэта як із ад за да у пра яго для быў але або так яны яна усе пры
        таксама можа паміж іх была калі які якія
    """,
    "bg": """
        и в не на че с по това как от за към у се го беше но или така те тя то всички при до
        също може между във със ги да са е ще си като които който която бе има след
    """,
    "mk": """
        и во не на дека со по тоа како од за кон се го беше но или така тие таа сите при до
        исто може меѓу ги да е ќе си кои кој која бил има ја ѝ им нивните овие секој многу
        покрај сега сепак каде потоа пред поради имаат мора веќе додека дури неколку други
        друга дена година години луѓе време биде била
    """,
    "sr": """
        и у не на да са по то како од за ка се га је био али или тако они она све при до
        такође може између их су ће што који које која има после као није овај бити због
        када с о ако те обично само још вас ви ово биле сваки свака многи поред тога
        тренутно ипак где пре након имају можете бисте мора већ док јер чак свој својим
        неколико други друга другу дана године година људи време
    """,
    "hi": """
        है हैं के का की में से को और ने पर यह था थे थी लिए भी नहीं एक कि जो हो कर या तक गया
        इस वह साथ बाद अपने ही वाला कई
    """,
    "ne": """
        छ छन् को मा ले र हो यो पनि गरेको भएको लाई बाट थियो तथा भने गर्न एक
    """,
    "mr": """
        आहे आणि च्या ला हे ते होते नाही की साठी व मध्ये एक या आहेत
    """,
    "uz": """
        va bu bilan uchun ham bir edi esa yoki bo'lgan
    """,
    "ku": """
        û di de ji bi ku li ya yên ev ne
    """,
    "so": """
        iyo oo ka ku waa ay ee u in
    """,
    "ha": """
        da a na ya ta don ba ne ce wani su
    """,
}
_ENDINGS = {
    "no": ("sjon", "sjonen", "sjoner", "het", "heten", "skap", "lag"),
    "da": ("tion", "tionen", "tioner", "hed", "heden", "skab", "lig"),
    "id": ("itas", "isasi", "tik"),
    "ms": ("iti", "isme", "asinya"),
    "sr": ("ог", "ом", "ју", "их", "ијe", "ије", "ању"),
    "mk": ("от", "ата", "ите", "ото", "ува", "увањ"),
    "bg": ("ът", "ят", "ата", "ите", "ото", "ия"),
    "hr": ("ija", "irati", "telj"),
}
"""How many of a language's longer words end, and few of its relatives'."""

_FOREIGN = {
    "ru": "іїєґўјњљћђѓќѕџәқүөғ", "uk": "ыэёъўјњљћђѓќѕџ", "be": "ъщиїјњљћђѓќѕџ",
    "bg": "ыэёіїєўјњљћђѓќѕџ", "mk": "ыэёіїєўъьщяюйћђ", "sr": "ыэёіїєўъьщяюйѓќѕ",
    "pt": "ñäöåßşğčřžł", "gl": "ãõâêôàçäöåß", "es": "ãõçäöåâêôàèßł", "fr": "ãõñäåßął",
    "it": "ãõñçäöåßâêôł", "ca": "ãõñäöåßâêô", "no": "äößçñãõ", "da": "äößçñãõ",
    "cs": "ľĺŕôäł", "sk": "řěůł", "hr": "řěůáéíł", "bs": "řěůáéíł", "sl": "đćřěů",
    "id": "äöåßñ", "ms": "äöåßñ", "de": "åæøñãõčřž", "sv": "æøßñãõčřž",
}  # fmt: skip
"""Letters that a language's own words do not have."""

HANDICAPS = {
    "bs": 1.2,
    "da": 0.15,
    "gl": 1.2,
    "ms": 0.15,
    "ne": 0.8,
    "mr": 0.6,
    "jv": 2.5,
    "uzs": 2.5,
}
"""Of the smaller one of two relatives, in log odds, where the text itself decides nothing."""

_RARE = """
    an ace bcl br crh dz eo ext fo fur fuv gcf gcr gom grc gug guw hbo ht jv kab kik la lb lij ltg
    nso oc om pcm qu rw sa se st tk vec vo wa wuu lg ln zxx kl uzs nn
"""
RARE = frozenset(_RARE.split())
"""Languages that few news are written in: a short text needs more to be taken for one of them."""


@cache
def words_of_language(code: str) -> frozenset[str] | None:
    """The small words of a language, None where there is no list."""
    words = _WORDS.get(code)
    return None if words is None else frozenset(words.split())


@cache
def foreign_letters(code: str) -> frozenset[str]:
    """Letters that speak against a language."""
    return frozenset(_FOREIGN.get(code, ""))


@cache
def endings(code: str) -> tuple[str, ...]:
    """Endings of a language's longer words."""
    return _ENDINGS.get(code, ())


@cache
def any_small_word() -> frozenset[str]:
    """The small words of all languages that are written in Latin letters."""
    every = " ".join(_WORDS.values()).split()
    return frozenset(word for word in every if word[0] < "\u0250")
