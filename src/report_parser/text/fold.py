r"""The working copy of a text: same length, one form a character, so that every later pattern is written once.

Each code point becomes exactly one code point; an offset in the copy is an offset in the text. What is decided here,
once for all stages:

- full-width ASCII becomes ASCII (digits, letters, `％ ． ， ： ； （ ）` and the rest), so there is one comma `,`, one
  semicolon `;`, one colon `:` and one pair of round brackets `()`;
- `。 ！ ？ 、 “ ” ‘ ’ 《 》 〔 〕 【 】` stay, and `！ ？` stay full width, because sentences are cut there;
- corner brackets `「」『』` become the quotes that the mainland writes;
- hyphens and minus signs become `-`, dashes `—`, wave dashes `~`, middle dots `·`, ratio signs `:`;
- every space that is not a line break or a tab becomes `' '`, zero-width ones too (they cannot be deleted);
- traditional characters that occur in reports become simplified ones;
- escapes that a database left in a text become what they meant, filled up with spaces: a literal `\r\n`, `<br>` or
  `</p>` ends in a line break, `&nbsp;` is six spaces, the quotes of `&ldquo;…&rdquo;` stand at the quoted words;
- a letter O or a figure 0 typed for the zero of a year (二O二四年) becomes 〇;
- radicals and compatibility forms (⼆, ⻓), which PDF files hold instead of characters, become the characters.

NFKC is no choice: it changes the length (㎡ becomes m2) and reads ㈠ as (一).
"""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "！？～"}

_FORMS = {
    " ": "\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f"
    "\u205f\u2060\u3000\ufeff\u3164",
    "-": "‐‑‒–−﹣⁃",
    "—": "―─━﹘",
    "~": "～〜∼˜",
    "·": "•・‧∙⋅･",
    ":": "∶﹕︰",
    ",": "﹐︐",
    ";": "﹔",
    ".": "﹒",
    "%": "﹪",
    "(": "﹙",
    ")": "﹚",
    "+": "﹢",
    "/": "⁄∕",
    "¥": "￥",
    "。": "｡",
    "、": "､",
    "“": "「『｢〝",
    "”": "」』｣〞",
    "〇": "○◯",
    "×": "✕✖╳",
}

# Pairs, traditional then simplified: the units, numerals, time words, change verbs and frequent nouns of reports.
_TRADITIONAL = (
    "萬万億亿兩两貳贰陸陆參参個个項项條条場场臺台檯台輛辆間间棟栋隻只頭头畝亩類类門门組组處处冊册張张課课學学"
    "時时圓圆塊块錢钱幣币鎊镑歐欧韓韩盧卢銖铢噸吨釐厘裡里裏里斷断層层級级歲岁齡龄週周號号點点擔担約约餘余達达"
    "於于從从較较環环總总計计劃划實实現现數数額额資资產产業业務务財财稅税債债貸贷儲储貨货貿贸進进會会議议員员"
    "黨党國国區区縣县鄉乡鎮镇莊庄澤泽晉晋遼辽蘇苏龍龙陝陕寧宁瓊琼滬沪粵粤閩闽贛赣魯鲁審审報报體体檢检監监執执"
    "規规範范則则決决訴诉訟讼賠赔償偿複复復复製制訂订發发廢废釋释備备檔档書书證证許许認认識识評评論论調调糾纠"
    "紛纷誤误違违罰罚繳缴納纳領领導导聯联動动勞劳職职權权責责開开關关啟启閉闭興兴築筑設设橋桥鐵铁鋼钢電电網网"
    "絡络線线車车輕轻軌轨運运輸输機机廠厂倉仓庫库醫医療疗藥药養养護护衛卫兒儿婦妇殘残貧贫窮穷戶户農农糧粮種种"
    "樹树葉叶漁渔豬猪雞鸡鴨鸭魚鱼礦矿氣气熱热燈灯風风雲云霧雾溫温濕湿濃浓淨净濁浊塵尘綠绿藍蓝黃黄紅红銀银銅铜"
    "鋁铝鋅锌錫锡歷历曆历屆届東东與与為为後后來来這这們们還还過过對对當当應应將将並并無无沒没雖虽讓让給给經经"
    "營营結结構构統统籌筹織织紡纺績绩續续綜综緊紧縮缩減减漲涨長长佔占據据徵征補补貼贴獎奖勵励懲惩變变優优質质"
    "價价購购買买賣卖銷销費费賬账帳账單单雙双獨独專专屬属際际標标準准試试驗验驅驱驟骤術术創创軟软訊讯訓训練练"
    "習习師师畢毕願愿愛爱聽听講讲話话語语說说讀读寫写譯译詞词記记錄录載载圖图畫画館馆藝艺樂乐戲戏劇剧賽赛獲获"
    "勝胜負负貢贡獻献榮荣譽誉稱称滿满溝沟灣湾濱滨灘滩瀘泸漢汉濟济潔洁澱淀灤滦島岛嶺岭巖岩崗岗嶼屿峽峡擴扩擁拥"
    "擬拟擇择擊击損损換换揮挥採采掃扫攔拦擺摆掛挂撥拨撫抚強强彈弹彎弯錯错鍵键鏈链鑒鉴鑑鉴鎖锁鍋锅鐘钟鍾钟針针"
    "鈣钙鈉钠鋰锂閥阀閱阅闊阔隊队陽阳陰阴隨随險险隱隐階阶陳陈陣阵頁页頂顶順顺預预須须頒颁頓顿頻频題题顯显顧顾"
    "飛飞飯饭飲饮飾饰駐驻騎骑驚惊馬马鳥鸟麗丽齊齐齒齿龜龟黌黉華华萊莱蓋盖蔣蒋蕭萧薦荐薩萨蘭兰蘆芦虛虚蟲虫裝装"
    "褲裤襲袭見见覺觉覽览觀观觸触誌志誠诚請请諸诸謀谋謂谓謝谢譜谱豐丰豔艳貝贝販贩貫贯賀贺賃赁賓宾賴赖贊赞贏赢"
    "趙赵趨趋跡迹踐践蹤踪躍跃軍军輔辅輩辈輪轮轄辖轉转辦办辭辞邊边遷迁選选遞递遠远適适遲迟遺遗郵邮鄰邻釀酿醜丑"
    "亞亚亂乱亙亘傳传傷伤傾倾偉伟側侧偵侦係系倫伦儀仪儘尽儉俭內内兇凶凍冻凱凯劍剑劉刘勁劲勢势勛勋匯汇協协卻却"
    "厭厌厲厉叢丛吳吴呂吕啞哑問问喪丧嘗尝嚴严囑嘱團团園园圍围堅坚墊垫墾垦壇坛壓压壘垒壞坏壩坝壯壮壽寿夠够夢梦"
    "夾夹奪夺奮奋姦奸娛娱婁娄孫孙宮宫寬宽寶宝尋寻屜屉岡冈幫帮幹干廣广廟庙廳厅彙汇徑径態态慘惨慣惯慮虑慶庆憂忧"
    "憑凭憲宪懇恳懷怀懸悬戰战擋挡擠挤敗败敵敌斂敛斬斩昇升暢畅暫暂曉晓槍枪樓楼樣样橫横欄栏歡欢歸归殺杀毀毁氫氢"
    "況况沖冲洩泄涼凉淚泪淺浅渦涡測测湯汤滅灭滯滞漸渐潤润灑洒災灾烏乌煩烦煙烟爐炉爭争牆墙獄狱獵猎瑪玛甕瓮異异"
    "瘋疯癒愈癥症盜盗盡尽盤盘矯矫碼码確确礎础禮礼禦御禍祸穀谷穩稳積积競竞筆笔節节篩筛簡简簽签籤签紀纪純纯紙纸"
    "細细終终絕绝絲丝維维綱纲緒绪緣缘編编緩缓緬缅縱纵繞绕繼继罷罢羅罗聖圣聞闻聲声聳耸脅胁脈脉腦脑腫肿臨临舉举"
    "舊旧艱艰葷荤蓮莲薑姜虧亏衝冲託托訪访診诊詐诈詢询該该詳详誰谁諒谅談谈諾诺謹谨貪贪趕赶軸轴輝辉輯辑連连遊游"
    "遙遥鄭郑鈔钞銳锐閃闪閣阁闡阐隸隶雜杂離离難难靈灵靜静韌韧響响頗颇頸颈顏颜颱台飽饱餓饿駕驾騰腾驛驿髮发鬥斗"
    "鬧闹鮮鲜鹽盐麥麦麼么嗎吗僅仅潰溃頃顷鎘镉鉛铅錶表瓏珑紮扎罈坛顆颗綑捆捲卷幾几鑽钻髒脏樁桩闕阙齣出攤摊紗纱"
    "綫线磚砖蹟迹軀躯罵骂傑杰徹彻爾尔摯挚騙骗賊贼臟脏嶽岳贖赎濾滤濺溅膠胶瀋沈聰聪曬晒孿孪慚惭鑄铸鍛锻鈷钴鎳镍"
    "錳锰碩硕莖茎薊蓟賢贤諮咨諭谕諜谍賦赋賜赐踴踊邏逻醬酱闖闯雛雏頌颂頑顽飄飘饋馈驕骄骯肮鯨鲸鴻鸿鵬鹏鹼碱麵面"
    "齋斋"
)

# Radicals of the supplement that stand for characters, with these; Unicode has no decomposition of them.
_RADICALS = (
    "⺁厂⺄乙⺈刀⺊卜⺋㔾⺌小⺍小⺏兀⺐尢⺑尢⺒巳⺓幺⺛旡⺝月⺟母⺠民⺢水⺣灬⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟"
    "⺲罒⺶羊⺷羊⺸羊⺹老⺻聿⺼肉⺽臼⺾艹⺿艹⻁虎⻂衤⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻖阝⻗雨"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻟饣⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
# Blocks whose characters decompose into one other: Kangxi radicals and compatibility ideographs. No block above U+FFFF:
# one such character makes the search for all of them fifty times as slow.
_BLOCKS = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00))


def _table() -> dict[str, str]:
    """The form of every character that is folded."""
    characters = {chr(code): unicodedata.normalize("NFKC", chr(code)) for block in _BLOCKS for code in block}
    characters.update(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
    simplified = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
    table = {form: simplified.get(char, char) for form, char in characters.items() if len(char) == 1 and char != form}
    table |= {chr(code): form for code, form in _FULL_WIDTH.items()}
    for form, variants in _FORMS.items():
        table.update(dict.fromkeys(variants, form))
    return table | simplified


_TABLE = _table()
# What a database or a page editor wrote instead of a character. A quote that opens stands last, all others first, so
# that the filling does not come between them and the words that they belong to.
_ESCAPES = {
    "\\r\\n": "\n", "\\n": "\n", "\\r": "\n", "\\t": "\t",
    "<br>": "\n", "<br/>": "\n", "<br />": "\n", "</p>": "\n", "<p>": "\n",
    "&nbsp;": " ", "&ensp;": " ", "&emsp;": " ", "&thinsp;": " ", "&#160;": " ", "&#xa0;": " ", "&#12288;": " ",
    "&ldquo;": "“", "&rdquo;": "”", "&lsquo;": "‘", "&rsquo;": "’", "&middot;": "·", "&mdash;": "—", "&ndash;": "-",
    "&hellip;": "…", "&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">",
}  # fmt: skip
_LAST = frozenset("\n“‘")
_ESCAPE = re.compile("|".join(re.escape(written) for written in sorted(_ESCAPES, key=len, reverse=True)), re.IGNORECASE)
_ESCAPED = re.compile(r"\\[rnt]|<(?:br|/?p)|&[#a-z]", re.IGNORECASE)
# A Latin word behind \n or \t is a path (D:\temp) or a formula, and no escape.
_LATIN = re.compile(r"[a-z]{2}", re.IGNORECASE)
_HAN_DIGITS = "〇○零一二三四五六七八九"
_TYPED_ZERO = re.compile(rf"[一二][{_HAN_DIGITS}OoОΟ0]{{3}}(?=年)")
# Few characters of a text are folded: finding those is four times as fast as translating every one.
_FOLDED = re.compile(f"[{re.escape(''.join(_TABLE))}]")


def fold(text: str) -> str:
    r"""The working copy of `text`; it has the same length.

    >>> fold("完成投資１，２３４．５萬元（增長－３．２％）；")
    '完成投资1,234.5万元(增长-3.2%);'
    >>> fold("“十四五”時期，GDP\u3000增長５％。")
    '“十四五”时期,GDP 增长5%。'
    >>> fold("二O二四年&nbsp;工作")
    '二〇二四年      工作'
    """
    text = _FOLDED.sub(lambda found: _TABLE[found[0]], text)
    if ("\\" in text or "&" in text or "<" in text) and _ESCAPED.search(text) is not None:
        text = _ESCAPE.sub(_unescaped, text)
    return _TYPED_ZERO.sub(_with_zeros, text)


def _unescaped(found: re.Match[str]) -> str:
    """What an escape meant, as long as it was written; a path's back slash stays."""
    written = found[0]
    if len(written) == 2 and _LATIN.match(found.string, found.end()) is not None:
        return written
    meant = _ESCAPES[written.lower()]
    return meant.rjust(len(written)) if meant in _LAST else meant.ljust(len(written))


def _with_zeros(found: re.Match[str]) -> str:
    """The year with 〇 for the letter O or the figure 0; 一0二0年 and its like count as typed so as well."""
    return found[0].translate(_ZEROS)


_ZEROS = str.maketrans("OoОΟ0", "〇" * 5)
