"""Names of the months in the languages of the news, full and short, in the forms dates use."""

_NAMES: tuple[str, ...] = (
    "january jan januar jänner janvier enero ene janeiro gennaio gen januari stycznia styczeń"
    " sty ledna leden января январь янв січня януари ιανουαρίου ιανουάριος ιαν ocak oca tháng1"
    " يناير janúar jaanuar tammikuuta sausio janvāris januára ianuarie ian január siječnja"
    " gener jän जनवरी ژانویه ינואר בינואר มกราคม იანვარი იანვარს জানুয়ারি جنوری јануар",
    "february feb februar février févr fév febrero fevereiro fev febbraio februari lutego"
    " luty lut února únor февраля февраль фев февр лютого февруари φεβρουαρίου φεβρουάριος φεβ"
    " şubat şub فبراير febrúar veebruar helmikuuta vasario februāris februára februarie"
    " február veljače febrer फ़रवरी pebruari פברואר בפברואר กุมภาพันธ์ თებერვალი ফেব্রুয়ারি"
    " فروری فوریه شباط",
    "march mar märz mrz mars marzo março maart mrt marca marzec březen března марта март мар"
    " березня μαρτίου μάρτιος μαρ mart maret مارس märts maaliskuuta kovo marts martie március"
    " ožujka març मार्च mär מרץ מרס במרץ במרס มีนาคม მარტი মার্চ مارچ آذار",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben апреля апрель апр"
    " квітня април απριλίου απρίλιος απρ nisan nis أبريل apríl aprill huhtikuuta balandžio"
    " aprīlis apríla aprilie április travnja अप्रैल אפריל באפריל เมษายน აპრილი এপ্রিল اپریل"
    " آوریل ابريل نيسان",
    "may mai mayo maio maggio mag mei maj maja květen května мая май травня μαΐου μαΐος μάιος"
    " mayıs مايو maí toukokuuta gegužės maijs mája május svibnja maig मई מאי במאי พฤษภาคม"
    " მაისი মে مئی мај أيار",
    "june jun juni juin junio junho giugno giu czerwca czerwiec cze června červen июня июнь"
    " июн червня юни ιουνίου ιούνιος ιουν haziran haz يونيو júní juuni kesäkuuta birželio"
    " jūnijs júna iunie június lipnja juny जून יוני ביוני มิถุนายน ივნისი জুন جون јун ژوئن"
    " حزيران",
    "july jul juli juillet juil julio julho luglio lug lipca lipiec lip července červenec"
    " июля июль июл липня юли ιουλίου ιούλιος ιουλ temmuz tem يوليو júlí juuli heinäkuuta"
    " liepos jūlijs júla iulie július srpnja juliol जुलाई יולי ביולי กรกฎาคม ივლისი জুলাই"
    " جولائی јул ژوئیه تموز",
    "august aug août agosto ago augustus augusti sierpnia sierpień sie srpna srpen августа"
    " август авг серпня αυγούστου αύγουστος αυγ ağustos ağu agustus أغسطس ágúst elokuuta"
    " rugpjūčio augusts augusta augusztus kolovoza agost अगस्त avgust אוגוסט באוגוסט สิงหาคม"
    " აგვისტო আগস্ট اگست اوت اغسطس آب",
    "september sep sept septembre septiembre setembro set settembre września wrzesień wrz"
    " září сентября сентябрь сен сент вересня септември σεπτεμβρίου σεπτέμβριος σεπ eylül eyl"
    " سبتمبر syyskuuta rugsėjo septembris septembra septembrie szeptember rujna setembre"
    " सितंबर ספטמבר בספטמבר กันยายน სექტემბერი সেপ্টেম্বর ستمبر септембар سپتامبر أيلول",
    "october oct oktober okt octobre octubre outubro out ottobre ott października październik"
    " paź října říjen октября октябрь окт жовтня октомври οκτωβρίου οκτώβριος οκτ ekim eki"
    " أكتوبر október oktoober lokakuuta spalio oktobris októbra octombrie listopada अक्टूबर"
    " אוקטובר באוקטובר ตุลาคม ოქტომბერი অক্টোবর اکتوبر октобар اکتبر",
    "november nov novembre noviembre novembro novembris listopada listopad lis listopadu"
    " ноября ноябрь ноя нояб листопада ноември νοεμβρίου νοέμβριος νοε kasım kas nopember"
    " نوفمبر nóvember marraskuuta lapkričio novembra noiembrie studenoga नवंबर נובמבר בנובמבר"
    " พฤศจิกายน ნოემბერი নভেম্বর نومبر новембар نوامبر",
    "december dec dezember dez décembre déc diciembre dic dezembro dicembre grudnia grudzień"
    " gru prosince prosinec декабря декабрь дек грудня декември δεκεμβρίου δεκέμβριος δεκ"
    " aralık ara desember des ديسمبر detsember joulukuuta gruodžio decembris decembra"
    " decembrie prosinca desembre दिसंबर דצמבר בדצמבר ธันวาคม დეკემბერი ডিসেম্বর دسمبر"
    " децембар دسامبر",
)
_POLISH_NOVEMBER = "listopada"  # Polish November, Croatian October; Polish news is far more common.

MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_NAMES, 1) for name in names.split()
} | {_POLISH_NOVEMBER: 11}
