"""Words that only hold a sentence together, by language: articles, pronouns, prepositions, auxiliaries.

They say nothing of what a text is about. For a language that is not here, `matching.terms` leaves out what
nearly everyone says. A word shortened before an apostrophe stands without it: the French "qu", the Italian
"dell".
"""

from collections.abc import Mapping

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

_WRITTEN: Mapping[str, str] = {
    "dutch": (
        "aan al alle alleen als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus "
        "een en er ge geen had hadden heb hebben heeft hem hen het hier hij hoe hun ik in is je jij jouw "
        "jullie kan kon konden kunnen maar me meer men met mij mijn moet moeten na naar naast niet niets "
        "nog nu of om omdat onder ons onze ook op over reeds te tegen toch toen tot tussen uit uw van veel "
        "via voor vooral waar waarbij wanneer want waren was wat we wel welke werd werden wie wij wil "
        "willen word worden wordt zal ze zelf zich zij zijn zo zoals zonder zou zouden zullen"
    ),
    "french": (
        "afin ai aie ainsi alors après au aucun aucune auprès aussi autre autres aux avait avant avec avez "
        "avoir avons ayant beaucoup bien car ce ceci cela celle celles celui cependant ces cet cette ceux "
        "chaque chez ci comme comment contre dans de depuis des deux donc dont du durant dès elle elles en "
        "encore entre est et eu eux fait faut font hors ici il ils je jusqu jusque la le les leur leurs "
        "lors lorsqu lorsque lui là ma mais me mes moi moins mon même mêmes ne ni non nos notre nous on "
        "ont ou où par parce pas pendant peu peut peuvent plus plusieurs plutôt pour pourquoi pourra "
        "presque puis puisque qu quand que quel quelle quelles quelque quelques quels qui quoi sa sans se "
        "selon sera serait seront ses seulement si soient soit son sont sous suis sur ta te tel telle "
        "telles tels tes toi ton toujours tous tout toute toutes trop très tu un une vers via voici voilà "
        "vos votre vous vu étaient était étant été être"
    ),
    "german": (
        "ab aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch "
        "auf aus außerdem bei beide beiden beim bereits bin bis bist bzw da dabei dadurch dafür dagegen "
        "daher damit danach dann daran darauf darin darüber das dass davon dazu daß dein deine dem den "
        "denen denn dennoch der deren des dessen dich die dies diese diesem diesen dieser dieses dir doch "
        "dort du durch ebenfalls ein eine einem einen einer eines einige einigen einiger er es etwa etwas "
        "euch euer eure falls für ganz gegen gegenüber habe haben hat hatte hatten hier hin hinter ich ihm "
        "ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem innerhalb ins ist je jede jedem "
        "jeden jeder jedes jedoch jene jenen kann kannst kein keine keinem keinen keiner können könnte "
        "könnten man manche mehr mehrere mein meine meist mich mir mit mittels muss muß müssen nach neben "
        "nicht nichts noch nun nur ob obwohl oder ohne sehr sein seine seinem seinen seiner seines seit "
        "selbst sich sie siehe sind so sobald sodass sofern sogar solche solchen solcher soll sollen "
        "sollte sollten sondern sonst soweit sowie sowohl statt um und uns unser unsere unseren unter usw "
        "viel viele vielen vom von vor wann war waren warum was wegen weil weitere weiteren welche welchem "
        "welchen welcher welches wenn wer werden wie wieder will wir wird wo wobei wodurch wollen wurde "
        "wurden während würde würden zu zudem zum zur zusammen zwar zwischen über"
    ),
    "italian": (
        "abbiamo ad agli ai al alcune alcuni all alla alle allo altra altre altri altro anche ancora avere "
        "aveva avuto che chi ci cioè come con contro cosa così cui da dagli dai dal dall dalla dalle dallo "
        "degli dei del dell della delle dello dentro di dopo dove due dunque durante ed egli era erano "
        "essa esse essere essi esso fa fare fino fra già gli ha hai hanno ho il in infatti inoltre io la "
        "le lei li lo loro lui ma me mediante meno mentre mi mia mie miei mio molta molte molti molto ne "
        "negli nei nel nell nella nelle nello noi non nostra nostre nostri nostro nulla né ogni oltre "
        "oppure per perché però più poco poi possono presso prima può qual quale quali qualsiasi quando "
        "quanto quasi quella quelle quelli quello questa queste questi questo qui quindi sarà se sei "
        "sempre senza si sia siamo siano sono sopra sotto sta stata state stati stato su sua sue sugli sui "
        "sul sull sulla sulle sullo suo suoi tale tali tanto te ti tra tramite troppo tu tua tue tuo tuoi "
        "tutta tutte tutti tutto un una uno vi via voi vostra vostro"
    ),
    "portuguese": (
        "ainda algum alguma algumas alguns além ante antes ao aos apenas após aquela aquelas aquele "
        "aqueles aquilo as assim até bem cada com como contra contudo cuja cujo da dado das de dela delas "
        "dele deles depois desde dessa desse desta deste disso do dos durante ela elas ele eles em "
        "enquanto entre então era eram essa essas esse esses esta estar estas este estes está estão eu foi "
        "for foram há isso isto já la lhe lhes lo logo mais mas me mesma mesmo meu meus minha muita muitas "
        "muito muitos na nas nem nenhum nenhuma nessa nesse nesta neste no nos nossa nosso num numa nunca "
        "não nós os ou outra outras outro outros para pela pelas pelo pelos per perante pode podem pois "
        "por porque portanto porém pouco quais qual qualquer quando quanto que quem se seja sejam sem "
        "sempre ser será seu seus si sido sob sobre sua suas são tal também tanto te tem tendo ter teu "
        "toda todas todavia todo todos tu tua tudo têm um uma umas uns você vocês vos"
    ),
    "spanish": (
        "además ahora al algo alguna algunas alguno algunos algún ante antes aquel aquella aquellas "
        "aquello aquellos aquí así aunque aún bajo bien cada casi como con contra cual cuales cualquier "
        "cuando cuanto cuya cuyo cuyos cómo da de debe deben del demás dentro desde después donde dos "
        "durante el ella ellas ello ellos en entonces entre era eran es esa esas ese eso esos esta estar "
        "estas este esto estos está están fue fueron ha había habían hace hacer hacia han hasta hay haya "
        "he incluso junto la las le les lo los luego me mediante menos mi mientras mis misma mismas mismo "
        "mismos mucha muchas mucho muchos muy más nada ni ninguna ningún no nos nosotros nuestra nuestras "
        "nuestro nuestros nunca os otra otras otro otros para pero poca poco por porque pueda puede pueden "
        "pues que quien quienes quién qué se sea sean según ser será si sido siempre sin sino sobre solo "
        "son su sus sí sólo tal tales también tampoco tan tanta tanto te tiene tienen toda todas todavía "
        "todo todos tras tu tus un una unas uno unos usted ustedes vosotros vuestra vuestro ya yo él"
    ),
}
# scikit-learn's list holds some words that carry meaning between partners.
_ENGLISH = ENGLISH_STOP_WORDS - {"bill", "cry", "fire", "interest", "mill", "system"}
_LISTED = {language: frozenset(words.split()) for language, words in _WRITTEN.items()}
# Snowball has two stemmers for some languages.
STOP_WORDS: Mapping[str, frozenset[str]] = {
    **_LISTED,
    "dutch_porter": _LISTED["dutch"],
    "english": _ENGLISH,
    "porter": _ENGLISH,
}
