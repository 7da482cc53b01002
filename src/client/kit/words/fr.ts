import type { PageWords } from "./en.ts";

/** As people of the language set it: no-break spaces, curly apostrophes, guillemets. */
export const fr: PageWords = {
  kit: {
    title: "Kit d’urgence Sealgraph",
    lead: "Avec cette page et votre mot de passe, vous ouvrez votre compte sur un nouvel appareil.",
    address: "Adresse",
    server: "Serveur",
    serverHint: "Vérifiez que l’adresse dans votre client est exactement celle-ci.",
    secretKey: "Clé secrète",
    secretKeyHint: "Un nouvel appareil la demande, une seule fois.",
    password: "Mot de passe",
    passwordHint:
      "À la main seulement, et seulement si cette page est rangée là où personne d’autre ne va. Sinon, laissez vide.",
    accountCode: "Code de compte",
    accountCodeHint:
      "Ouvre le compte une fois, sans mot de passe ni clé secrète\u00a0: qui l’a, a tout. Mieux vaut le garder loin de cette page.",
    what: "Ce que c’est",
    whatText:
      "Votre clé secrète a été créée sur votre appareil. Personne d’autre ne l’a\u00a0: ni le serveur, ni la personne qui le gère. Ils ne peuvent pas vous la renvoyer, et ne peuvent pas ouvrir votre compte sans elle.",
    where: "Où la garder",
    whereText:
      "Sur papier, avec vos autres documents ou dans un coffre\u00a0; ni dans un e-mail, ni dans le cloud, ni en photo. Si vous l’avez en fichier, imprimez-le puis supprimez-le.",
    lost: "Si elle est perdue",
    lostText: (hasCode) =>
      `Tant qu’un appareil est connecté, imprimez-la de nouveau depuis celui-ci (dans le navigateur, sous Compte\u00a0; sealgraph kit). Sans un tel appareil${hasCode ? " et sans le code de compte" : ""}, le compte ne peut plus être ouvert.`,
    found: "Si quelqu’un l’a trouvée",
    foundText:
      "La clé secrète seule n’ouvre rien. Avec votre mot de passe, elle ouvre tout\u00a0: changez de mot de passe aussitôt.",
    foundWithCode:
      "Le code de compte ouvre le compte à lui seul\u00a0: retirez-le aussitôt (dans le navigateur, sous Compte\u00a0; sealgraph code remove). La clé secrète seule n’ouvre rien\u00a0; avec votre mot de passe, elle ouvre tout\u00a0: changez donc de mot de passe.",
    foot: (since) =>
      `D’un appareil qui possède cette clé secrète depuis le ${since}. Dès que le compte en a une nouvelle, cette page n’ouvre plus rien\u00a0: détruisez-la alors.`,
  },
  sheet: {
    title: "Code de récupération Sealgraph",
    titleOfPart: (number, of) => `Code de récupération Sealgraph, partie ${number} sur ${of}`,
    lead: "Avec ce code, un administrateur de l’entreprise ouvre les profils professionnels qui ont été sauvegardés.",
    leadOfPart: (needed, of) =>
      `${needed} parties sur ${of}, n’importe lesquelles, forment ensemble le code de récupération. Celle-ci, seule, n’est rien.`,
    company: "Entreprise",
    groups: (from, to) => `Groupes ${from} à ${to}`,
    groupsHint: "Chaque groupe est vérifié à la saisie\u00a0: une faute est signalée par le numéro de son groupe.",
    roster: "Registre",
    rosterHint:
      "Ce n’est pas un secret. Qui ouvre une sauvegarde sans serveur le compare\u00a0: une autre entreprise commence autrement.",
    what: "Ce que c’est",
    whatText:
      "Il ouvre ce que des personnes de l’entreprise ont laissé, quand elles ne peuvent ou ne veulent pas l’ouvrir elles-mêmes\u00a0: saisissez-le dans le navigateur sous Entreprise, Récupération, ou avec «\u00a0sealgraph recovery open --code\u00a0». Il a été créé sur l’appareil d’un administrateur. Personne d’autre ne l’a\u00a0: ni le serveur, ni la personne qui le gère. Personne ne peut le renvoyer.",
    where: "Où le garder",
    whereText: (isPart) =>
      `Dans une enveloppe, fermée et signée en travers du bord, dans le coffre de l’entreprise ou chez un membre de la direction${isPart ? "\u00a0; jamais deux parties au même endroit, ni deux chez la même personne" : ""}. Pas chez qui administre le reste, ni dans un e-mail, ni dans le cloud, ni en photo. Si vous l’avez en fichier sur une clé USB, elle se met sous clé comme du papier\u00a0; toute autre copie du fichier est supprimée.`,
    lost: "S’il est perdu",
    lostText:
      "Alors ce code ne permet plus de rien lire. Si l’entreprise n’a pas non plus de dépositaire, personne n’ouvrira plus jamais aucune sauvegarde. Tant qu’il y a un dépositaire, faites-lui créer un autre code aussitôt (sealgraph recovery code new).",
    lostPart: (needed) =>
      `Tant qu’il reste ${needed} parties, elles sont le code\u00a0: faites-en créer un autre avec elles aussitôt (sealgraph recovery code new). Avec moins, le code ne permet plus de rien lire, et si l’entreprise n’a pas non plus de dépositaire, personne n’ouvrira plus jamais aucune sauvegarde.`,
    found: "Si quelqu’un l’a trouvé",
    foundText:
      "Alors tous les profils professionnels de l’entreprise et tous ses partages sont ouverts\u00a0: qui a le code et accède aux sauvegardes lit tout. Faites créer un autre code aussitôt (sealgraph recovery code new), et changez les mots de passe qui s’y trouvent\u00a0: les sauvegardes copiées auparavant restent ouvertes à ce code-ci.",
    foundPart: (needed) =>
      `Une partie n’ouvre rien. Qui en a ${needed} a le code, et tous les profils professionnels et tous les partages de l’entreprise lui sont ouverts. Si une partie est entre de mauvaises mains, faites créer un autre code (sealgraph recovery code new), et détruisez les autres parties.`,
    foot: (made, isPart) =>
      `Fait le ${made}. Dès que l’entreprise a un autre code, détruisez cette ${isPart ? "partie" : "page"}\u00a0: le nouveau code ouvre aussi les sauvegardes plus anciennes.`,
  },
};
