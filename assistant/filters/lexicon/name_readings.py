"""Common family and given names in Latin letters, long vowels folded (sato, yuki, shota)."""

from __future__ import annotations

import re

FAMILY = frozenset(
    """
    sato suzuki takahashi tanaka ito watanabe yamamoto nakamura kobayashi kato yoshida yamada sasaki
    yamaguchi matsumoto inoue kimura hayashi saito shimizu yamazaki yamasaki mori abe ikeda
    hashimoto
    ishikawa yamashita ogawa ishii hasegawa goto okada kondo maeda fujita endo aoki sakamoto
    murakami
    ota kaneko fujii fukuda nishimura miura takeuchi nakagawa okamoto matsuda harada nakano nakajima
    nakashima fujiwara ono tamura takeda nakayama ueda morita ishida shibata hara sakai kudo
    yokoyama
    miyazaki miyamoto uchida takagi ando taniguchi ohno imai maruyama takada fujimoto kono takano
    kojima
    murata sugiyama masuda sugawara hirano ueno otsuka chiba kubo matsui iwasaki sakurai noguchi
    kinoshita
    matsuo kikuchi nomura arai sano watabe sugimoto furukawa hamada ichikawa komatsu takayama
    shimada
    mizuno sakata nishikawa kitamura kawaguchi yano araki kawasaki iida yasuda kubota ikegami nagai
    ebata
    higuchi hirata tsuchiya kawamura nakata kawakami tsuji mochizuki nishida okubo igarashi kurihara
    matsubara oshima mitsui nishiyama oishi asano matsunaga honda uchiyama kuroda tsukamoto nagata
    kawai
    iwata inaba yoshikawa onishi sekiguchi kumagai miyake kawashima haraguchi ozawa nagano sawada
    hirai
    konno yamanaka kamata hattori fukushima katayama oyama eguchi morimoto horiuchi nishio ishiguro
    iwamoto yoshimura sasagawa mizutani mukai tsuda ishihara hoshino hirose matsushita shinohara
    nagashima
    kishimoto tajima akiyama takemoto hori tokunaga kurosawa oda odajima morishige uematsu egawa
    hidaka
    shimazaki tsukuda sugita nagasawa mitani koizumi hamaguchi nishi minami kita higashi seki doi
    doi oka
    okuda okamura okazaki omori ogata onodera ochiai ogasawara nakai nagaoka niwa nitta nishioka
    muramatsu
    muto murayama miki miyagi matsuura makino koyama koike kuwahara kusano kurata kuno kitagawa
    kitajima
    kawada kanda kamiya kasai kashiwagi iwai isobe inagaki imamura ide hosokawa hosoda honma
    hirayama
    hirakawa hino fukui fujioka fujimura fujisawa enomoto azuma asai arakawa amano aizawa aihara
    adachi
    yoshioka yoneda yokota yokoi yanagi yamauchi yamane yamaoka wakabayashi wada usui umeda toyoda
    tomita
    tezuka terada tashiro tani takizawa takeshita tada tabata sugano sonoda shiraishi shimura
    shimomura
    shimoda sekine sawa sakuma sakaguchi saeki oya otani osawa okumura ohashi oba nonaka nishizawa
    negishi
    """.split()  # noqa: SIM905 - a table of names stays readable without 500 quotes
)
GIVEN = frozenset(
    """
    taro jiro ichiro saburo shiro goro hiroshi takashi kenji kenta kenichi koji yuji shinji daisuke
    takuya
    yuki yuta shota sho ryota ryo kazuya kazuki naoki naoto masato masaki masaru makoto satoshi
    atsushi
    akira osamu minoru mamoru noboru susumu tsutomu yutaka kiyoshi toru tadashi hideo hideki hiroki
    hiroyuki
    hirofumi nobuyuki yoshiyuki takayuki toshiyuki tomoyuki kazuyuki masayuki yasuhiro kazuhiro
    yoshihiro
    akihiro masahiro nobuhiro tomohiro toshihiro michihiro katsuhiro haruto yuto sota hayato ren
    minato
    haruki itsuki asahi riku kaito daiki tsubasa tatsuya tetsuya junya jun ken dai gaku shun kei
    kosuke
    ryosuke yusuke keisuke shunsuke sosuke kota keita yota ryuta ryuji seiji eiji koichi junichi
    shinichi
    yoichi seiichi ryuichi eiichi kazuo yoshio toshio mitsuo tetsuo nobuo masao akio haruo fumio
    yukio
    hanako yoko keiko kazuko sachiko yoshiko kyoko kumiko yumiko junko noriko michiko tomoko mariko
    naoko
    akiko reiko ryoko eiko takako masako hiroko atsuko etsuko setsuko fumiko yukiko mayumi mayuko
    maki
    miki yumi emi ami mami kana kanako rina rie rika risa yuka yuko yui aoi sakura hina mei rin mio
    koharu
    hinata honoka akari saori kaori shiori minori midori chie chika chiharu haruka ayaka asuka
    nanami
    misaki mizuki natsuki natsumi manami megumi izumi satomi harumi hitomi hiromi terumi kazumi
    asami
    ayumi ayako aya mai miho miyuki miyu chinatsu chihiro mika momoka momoko nao naomi noa nana
    nozomi
    tamami tamaki tomomi toshiko wakana yasuko yayoi yoshie yukari yuna yuri yuriko sayaka sayuri
    kiyomi
    kozue machiko madoka mariya marie hideko hisako kimiko mitsuko motoko
    """.split()  # noqa: SIM905 - a table of names stays readable without 300 quotes
)
LONG_VOWEL = re.compile("(?<=o)[uoh](?![aiueoyn])|(?<=u)u")


def folded(word: str) -> str:
    """A word in Latin letters, small, without the marks of long vowels (Satou, Satoh: sato)."""
    return LONG_VOWEL.sub("", word.lower()).replace("nm", "mm").replace("nb", "mb")


def is_name(word: str) -> bool:
    """Whether a word in Latin letters is a common family or given name."""
    form = folded(word)
    return form in FAMILY or form in GIVEN or word.lower() in FAMILY | GIVEN
